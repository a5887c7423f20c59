// SPDX-License-Identifier: Apache-2.0
#include "judge/verdict.h"

#include <algorithm>

namespace autokernel::judge {

std::string_view toString(VerdictKind kind)
{
    switch (kind) {
    case VerdictKind::Kept:
        return "kept";
    case VerdictKind::Reverted:
        return "reverted";
    case VerdictKind::Inconclusive:
        return "inconclusive";
    case VerdictKind::Incorrect:
        return "incorrect";
    case VerdictKind::CompileError:
        return "compile_error";
    case VerdictKind::RuntimeError:
        return "runtime_error";
    case VerdictKind::TimedOut:
        return "timed_out";
    case VerdictKind::OutOfMemory:
        return "out_of_memory";
    case VerdictKind::Rejected:
        return "rejected";
    case VerdictKind::Cancelled:
        return "cancelled";
    }
    return "cancelled";
}

bool isFailure(VerdictKind kind)
{
    return kind != VerdictKind::Kept && kind != VerdictKind::Reverted
        && kind != VerdictKind::Inconclusive && kind != VerdictKind::Rejected
        && kind != VerdictKind::Cancelled;
}

Result<VerdictKind> verdictKindFromString(std::string_view text)
{
    const auto* found = std::find_if(kAllVerdictKinds.begin(), kAllVerdictKinds.end(),
        [&](VerdictKind kind) { return toString(kind) == text; });
    if (found == kAllVerdictKinds.end())
        return fail(ErrorCode::InvalidInput,
            "'{}' is no verdict. Verdicts are kept, reverted, inconclusive, incorrect, "
            "compile_error, "
            "runtime_error, timed_out, out_of_memory, rejected and cancelled.",
            text);
    return *found;
}

Verdict verdictFromError(const Error& error)
{
    if (error.code == ErrorCode::BaselineFailed)
        return {VerdictKind::Inconclusive, std::string(kIncumbentFailed),
            "The comparison is void: " + error.message};
    const auto kind = [&] {
        switch (error.code) {
        case ErrorCode::CompileError:
            return VerdictKind::CompileError;
        case ErrorCode::Rejected:
            return VerdictKind::Rejected;
        case ErrorCode::TimedOut:
            return VerdictKind::TimedOut;
        case ErrorCode::OutOfMemory:
            return VerdictKind::OutOfMemory;
        case ErrorCode::Cancelled:
            return VerdictKind::Cancelled;
        // Ours and the machine's, whatever the candidate did.
        case ErrorCode::Internal:
        case ErrorCode::NotFound: // no compiler, no worker, no headers
        case ErrorCode::BrokenKernelType:
        case ErrorCode::Io:
        case ErrorCode::Locked:
        case ErrorCode::Corrupt:
            return VerdictKind::Inconclusive;
        default:
            return VerdictKind::RuntimeError;
        }
    }();
    const bool isOurs = kind == VerdictKind::Inconclusive;
    return {kind, std::string(isOurs ? kHarnessError : toString(kind)), error.message};
}

} // namespace autokernel::judge

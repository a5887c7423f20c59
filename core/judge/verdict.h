// SPDX-License-Identifier: Apache-2.0
// How an experiment ended. Never a bool. Values, any thread.
#pragma once

#include "base/result.h"

#include <array>
#include <string>
#include <string_view>

namespace autokernel::judge {

enum class VerdictKind
{
    Kept,
    Reverted,
    Inconclusive,
    Incorrect,
    CompileError,
    RuntimeError,
    TimedOut,
    OutOfMemory,
    Rejected, // caught breaking a rule of TRUST section 3 or 5
    Cancelled,
};

inline constexpr std::array kAllVerdictKinds {VerdictKind::Kept, VerdictKind::Reverted,
    VerdictKind::Inconclusive, VerdictKind::Incorrect, VerdictKind::CompileError,
    VerdictKind::RuntimeError, VerdictKind::TimedOut, VerdictKind::OutOfMemory,
    VerdictKind::Rejected, VerdictKind::Cancelled};

// A candidate that is wrong or does not run; neither caught cheating nor only no faster.
bool isFailure(VerdictKind kind);
std::string_view toString(VerdictKind kind); // "kept", "compile_error", ...: as stored and exported
Result<VerdictKind> verdictKindFromString(std::string_view text);

struct Verdict
{
    VerdictKind kind = VerdictKind::Cancelled;
    std::string rule; // snake_case name of the rule that decided: "confirmed", "futile", "C9", ...
    std::string sentence; // plain English, with the numbers
};

// The rule of an experiment that could not be made, for a reason that no candidate can help.
inline constexpr std::string_view kHarnessError = "harness_error";
// The rule of an Inconclusive verdict that is the incumbent's fault, which says nothing of the
// candidate: it did not run, gave a wrong output or broke a rule while it was timed.
inline constexpr std::string_view kIncumbentFailed = "incumbent_failed";
// The rule of an Inconclusive verdict that would be a keep, had no control stopped keeping.
inline constexpr std::string_view kKeepingStopped = "keeping_stopped";

// The verdict of an experiment whose worker answered a request with an error.
Verdict verdictFromError(const Error& error);

} // namespace autokernel::judge

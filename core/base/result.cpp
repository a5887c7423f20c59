// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

#include <array>

namespace autokernel {
namespace {
constexpr std::array<std::pair<ErrorCode, std::string_view>, 15> kNames {{
    {ErrorCode::InvalidInput, "invalid_input"},
    {ErrorCode::NotFound, "not_found"},
    {ErrorCode::Unsupported, "unsupported"},
    {ErrorCode::Io, "io"},
    {ErrorCode::Locked, "locked"},
    {ErrorCode::Corrupt, "corrupt"},
    {ErrorCode::CompileError, "compile_error"},
    {ErrorCode::BrokenKernelType, "broken_kernel_type"},
    {ErrorCode::Rejected, "rejected"},
    {ErrorCode::RuntimeError, "runtime_error"},
    {ErrorCode::BaselineFailed, "baseline_failed"},
    {ErrorCode::TimedOut, "timed_out"},
    {ErrorCode::OutOfMemory, "out_of_memory"},
    {ErrorCode::Cancelled, "cancelled"},
    {ErrorCode::Internal, "internal"},
}};
} // namespace

std::string_view toString(ErrorCode code)
{
    for (const auto& [value, name] : kNames)
        if (value == code)
            return name;
    return "internal";
}

ErrorCode errorCodeFromString(std::string_view text)
{
    for (const auto& [value, name] : kNames)
        if (name == text)
            return value;
    return ErrorCode::Internal;
}

} // namespace autokernel

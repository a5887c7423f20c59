// SPDX-License-Identifier: Apache-2.0
// Failures that a user, a file or a machine can cause are values of this type; failures that only
// we can cause are assertions or exceptions. Any thread.
#pragma once

#include <fmt/format.h>
#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace autokernel {

enum class ErrorCode
{
    InvalidInput, // the user's file, flag or value; exit code 2 where it is a flag
    NotFound,
    Unsupported,
    Io, // disk, pipe, permissions
    Locked,
    Corrupt,
    CompileError,
    BrokenKernelType, // its spec.toml or reference.py, whatever the candidate
    Rejected, // a candidate was caught breaking a rule
    RuntimeError, // a candidate or a worker failed while running
    TimedOut,
    OutOfMemory,
    BaselineFailed, // what a candidate is compared with did one of these, whatever the candidate did
    Cancelled,
    Internal,
};

std::string_view toString(ErrorCode code);
ErrorCode errorCodeFromString(std::string_view text); // unknown text: Internal

struct Error
{
    ErrorCode code = ErrorCode::Internal;
    std::string message; // for a person: what happened, why, what to do next
    std::string detail; // for the log: compiler output, library message
};

template <typename T> using Result = tl::expected<T, Error>;

template <typename... Args>
[[nodiscard]] tl::unexpected<Error> fail(
    ErrorCode code, fmt::format_string<Args...> format, Args&&... args)
{
    return tl::unexpected<Error>(
        Error {code, fmt::format(format, std::forward<Args>(args)...), {}});
}

[[nodiscard]] inline tl::unexpected<Error> fail(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

} // namespace autokernel

// Leaves the calling function with the error of `expression` when it has one.
#define AK_TRY(expression)                                                                         \
    do {                                                                                           \
        if (auto akTryResult = (expression); !akTryResult)                                         \
            return ::autokernel::fail(std::move(akTryResult).error());                             \
    } while (false)

#define AK_JOIN_INNER(a, b) a##b
#define AK_JOIN(a, b) AK_JOIN_INNER(a, b)
// AK_ASSIGN(auto x, f()): declares x from f()'s value, or leaves with f()'s error.
#define AK_ASSIGN(declaration, expression)                                                         \
    auto AK_JOIN(akResult, __LINE__) = (expression);                                               \
    if (!AK_JOIN(akResult, __LINE__))                                                              \
        return ::autokernel::fail(std::move(AK_JOIN(akResult, __LINE__)).error());                 \
    declaration = std::move(*AK_JOIN(akResult, __LINE__))

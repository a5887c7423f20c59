// SPDX-License-Identifier: Apache-2.0
#include "lab/service/exception_reply.h"

#include "lab/model/error_text.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <array>
#include <new>

namespace autokernel::lab {
namespace {

// Those that run a model, which does what it likes.
constexpr std::array<std::string_view, 6> kModelOps {
    "load_model", "profile_model", "model_ladder", "build_package", "check_model", "time_model"};

} // namespace

Error replyTo(const std::exception& error, const FailedCommand& command)
{
    if (dynamic_cast<const std::bad_alloc*>(&error))
        return {ErrorCode::OutOfMemory, "the worker ran out of memory.", {}};
    const bool isOfAModel = std::ranges::find(kModelOps, command.op) != kModelOps.end()
        && dynamic_cast<const c10::Error*>(&error);
    return torchError(
        isOfAModel || command.isDeviceLost ? ErrorCode::RuntimeError : ErrorCode::Internal, "",
        error);
}

} // namespace autokernel::lab

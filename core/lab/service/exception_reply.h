// SPDX-License-Identifier: Apache-2.0
// Whose fault an exception is that ended a command: the judge goes by the code. Any thread.
#pragma once

#include "base/result.h"

#include <exception>
#include <string_view>

namespace autokernel::lab {

struct FailedCommand
{
    std::string_view op;
    bool isDeviceLost = false; // its context is broken: what ran on it is to blame
};

// RuntimeError where LibTorch refuses what a model does, or where a device was lost; OutOfMemory
// where an allocation failed. All else is ours or the machine's (Internal): no candidate can help a
// temporary folder that is gone.
Error replyTo(const std::exception& error, const FailedCommand& command);

} // namespace autokernel::lab

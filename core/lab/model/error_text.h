// SPDX-License-Identifier: Apache-2.0
// What LibTorch's exceptions say, without their stacks: a sentence for the user, and a few lines
// for the log. Any thread.
#pragma once

#include "base/result.h"

#include <exception>
#include <string>

namespace autokernel::lab {

// The reason in one line; a failed allocation in words, with the memory that is free.
std::string firstLine(const std::exception& error);

// Message: `context` and the reason; an allocation that failed stands for itself and has the code
// OutOfMemory. Detail: where in the TorchScript code, else further lines (at most 8); often empty.
Error torchError(ErrorCode code, const std::string& context, const std::exception& error);

} // namespace autokernel::lab

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <string>
#include <vector>

namespace autokernel::lab::compile {

// Gives every global definition of a relocatable 64-bit ELF object hidden visibility, which
// binutils has no option for: a package that links the object then exports none of it. The names of
// what stays visible to the linker come back, so that the caller can compare them. Pure, any
// thread.
Result<std::vector<std::string>> hideGlobalSymbols(std::string& object);

} // namespace autokernel::lab::compile

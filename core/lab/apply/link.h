// SPDX-License-Identifier: Apache-2.0
// The package's shared library: compiled kernels, the package runtime and one generated file,
// linked by the host compiler. Nothing of it runs here.
#pragma once

#include "lab/apply/plan.h"

#include <filesystem>

namespace autokernel::lab {

// Writes `library`; intermediate files go to `work`. CompileError: the compiler's text is in
// detail.
Result<void> linkPackage(const PackagePlan& plan, const std::filesystem::path& library,
    const std::filesystem::path& work);

} // namespace autokernel::lab

// SPDX-License-Identifier: Apache-2.0
// The package's shared library: compiled kernels, the package runtime and one generated file,
// linked by the host compiler. Nothing of it runs here.
#pragma once

#include "lab/apply/plan.h"

#include <filesystem>
#include <vector>

namespace autokernel::lab {

// The package runtime in the first of `folders` that has it. NotFound: none has.
Result<std::filesystem::path> findRuntimeArchive(const std::vector<std::filesystem::path>& folders);

// Whether linkPackage() has what it needs. Asked before a run: at its end a night would be lost.
Result<void> requireLinkTools();

// Writes `library`; intermediate files go to `work`. CompileError: the compiler's text is in
// detail.
Result<void> linkPackage(const PackagePlan& plan, const std::filesystem::path& library,
    const std::filesystem::path& work);

} // namespace autokernel::lab

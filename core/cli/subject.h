// SPDX-License-Identifier: Apache-2.0
// What a command line works on: a model, a kernel type, or what a run.toml says, and which flags go
// with which. Errors are usage errors, except for files (NotFound, Io).
#pragma once

#include "cli/options.h"

namespace autokernel::cli {

Result<engine::RunConfig> subjectOf(const Options& options, std::string_view whatToName);

// The element type of a model or a kernel: fp32, bf16 or fp16.
Result<kernel::Dtype> operationDtype(const std::string& text);

// The sizes of its inputs, and where `isLocal` that its file is there and not empty.
Result<void> checkModel(const protocol::LoadModel& model, bool isLocal);

} // namespace autokernel::cli

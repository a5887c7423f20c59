// SPDX-License-Identifier: Apache-2.0
// Whether a stored run can be gone on with here, and how: figures of two machines, two models or
// two definitions of a kernel do not belong into one run. A refusal says what differs and what to
// do. Any thread.
#pragma once

#include "engine/run_config.h"
#include "store/history_reader.h"

namespace autokernel::engine {

// What the run goes on with: its own configuration, but for what has a meaning for the rest of it
// and was said anew: budget, test, where the worker runs, no rungs.
Result<RunConfig> resumedConfig(const store::RunDetails& run, const RunConfig& wanted);

Result<void> requireSameDevice(
    const store::RunDetails& run, const protocol::DeviceInfo& device, int threads);
Result<void> requireSameModel(const store::RunDetails& run, const protocol::ModelInfo& model);

// What defines each type, in a run's configuration: SHA-256 of spec.toml and of reference.py.
inline constexpr const char* kKernelTypesKey = "kernel_types";
Json definitionsOf(const std::vector<kernel::KernelType>& types);
// Of the types that `targets` name. What a run of an older version did not write down is not
// compared.
Result<void> requireSameDefinitions(const store::RunDetails& run,
    const std::vector<store::TargetRow>& targets, const std::vector<kernel::KernelType>& types);

} // namespace autokernel::engine

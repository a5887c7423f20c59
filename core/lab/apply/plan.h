// SPDX-License-Identifier: Apache-2.0
// Which op stands at which match of the model, and what each kernel of the package must know at run
// time. Decides everything before anything is compiled or written.
#pragma once

#include "kernel/candidate.h"
#include "lab/package_runtime/specification.h"
#include "lab/profile/analysis.h"
#include "protocol/message.h"

#include <optional>
#include <string>
#include <vector>

namespace autokernel::lab {

struct PlannedKernel // one winner
{
    std::string name; // C identifier, unique in the package
    kernel::Candidate candidate;
    kernel::Target target;
    const kernel::KernelType* type = nullptr;
};

struct PackagePlan
{
    package::PackageSpec spec;
    std::vector<PlannedKernel> kernels; // as spec.kernels
    std::vector<std::optional<std::size_t>> ops; // for each match: index into spec.ops
    int sitesReplaced = 0;
};

// `space` names the ops' namespace. Errors name the winner and the site that does not fit.
Result<PackagePlan> planPackage(const ModelAnalysis& analysis,
    const std::vector<kernel::KernelType>& types, const std::vector<protocol::Winner>& winners,
    int threads, const std::string& space);

} // namespace autokernel::lab

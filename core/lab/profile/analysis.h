// SPDX-License-Identifier: Apache-2.0
// The sites of a model: matches whose real shapes and dtypes a kernel type can describe. The
// profile, captured inputs and packages all start from here, so that a site's index means the same
// in each.
#pragma once

#include "lab/profile/probed_model.h"

#include <memory>
#include <vector>

namespace autokernel::lab {

struct CallTarget
{
    std::optional<kernel::Target> target; // nullopt: this call's shape fits no target
    std::string reason; // then
};

struct ModelAnalysis
{
    std::vector<Pattern> patterns;
    ExcludedMatches excluded; // with these, findMatches() on a clone gives the same matches
    std::unique_ptr<ProbedModel> probed;
    std::vector<ProbedModel::Run> described; // one Describe run per input set

    CallTarget targetOf(std::size_t match, const SiteCall& call) const;
};

// Matches none of whose calls fits a target give way to smaller patterns. `types` must outlive the
// result.
Result<ModelAnalysis> analyseModel(
    const LoadedModel& model, const std::vector<kernel::KernelType>& types);

std::optional<kernel::Dtype> kernelDtype(at::ScalarType dtype);

} // namespace autokernel::lab

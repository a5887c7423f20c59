// SPDX-License-Identifier: Apache-2.0
#include "report/kernel_text.h"

#include "kernel/candidate.h"
#include "report/format.h"

namespace autokernel::report {

std::string kernelFacts(const KernelReport& kernel)
{
    const bool isPartOfModel = kernel.target.share < 1;
    std::string text
        = isPartOfModel ? formatPercent(kernel.target.share) + " of the model's time, " : "";
    text += formatCounted(kernel.target.experiments, "experiment") + ".";
    if (kernel.appliedInModel)
        text += *kernel.appliedInModel ? " Applied in the model." : " Not applied in the model.";
    if (kernel.withoutIt && kernel.withoutIt->low <= 1 && kernel.withoutIt->high >= 1)
        text += fmt::format(" Whether the model misses it cannot be told: without it {} as fast.",
            formatInterval(*kernel.withoutIt));
    else if (kernel.leaveOneOutLoss)
        text += *kernel.leaveOneOutLoss > 0 ? fmt::format(" Without it the model takes {} longer.",
                    formatPercent(*kernel.leaveOneOutLoss))
                                            : " Without it the model is not slower.";
    if (kernel.point && kernel.point->fractionOfRoof > 0)
        text += " " + describeRoof(kernel.point->fractionOfRoof, kernel.point->bottleneck);
    return text;
}

std::string gainOverIncumbent(const KeepReport& keep)
{
    return formatInterval(keep.row.keep.overIncumbent) + (keep.isChained ? "" : " over eager");
}

std::string keepRemark(const KeepReport& keep)
{
    const auto& printed = keep.row.keep.overIncumbent;
    return printed.low <= 1 && printed.high >= 1
        ? "kept by the pairs of its gates; these further pairs alone do not show a gain"
        : "";
}

std::string readableSource(const store::NewCandidate& stored)
{
    const auto candidate = kernel::makeCandidate(stored.source, stored.tunables);
    return candidate ? kernel::sourceWithValues(*candidate) : stored.source;
}

std::string whatWasTried(const KeepReport& keep)
{
    const auto& experiment = keep.row.experiment;
    const bool saysTitle
        = experiment.idea.empty() || (keep.isShipped() && !experiment.title.empty());
    return saysTitle ? experiment.title : experiment.idea;
}

} // namespace autokernel::report

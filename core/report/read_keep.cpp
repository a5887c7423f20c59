// SPDX-License-Identifier: Apache-2.0
#include "report/read_keep.h"

#include "judge/controls.h"
#include "judge/gain.h"
#include "report/kernel_text.h"

#include <algorithm>
#include <vector>

namespace autokernel::report {
namespace {

// Histories of older versions have a context without it.
void readVendor(const Json& judgeContext, KeepReport& keep)
{
    const auto context = judgeContext.find("keep");
    if (context == judgeContext.end() || !context->is_object())
        return;
    keep.overEagerInGate = context->value("speedup_over_baseline", 0.0);
    const double overVendor = context->value("speedup_over_vendor", 0.0);
    if (overVendor > 0 && keep.overEagerInGate > 0)
        keep.vendorOverEager = keep.overEagerInGate / overVendor;
}

} // namespace

Result<KeepReport> readKeep(
    const store::HistoryReader& reader, const store::KeepRow& row, bool onGpu)
{
    KeepReport keep;
    keep.row = row;
    AK_ASSIGN(auto details, reader.experiment(row.experiment.id));
    keep.source = readableSource(details.candidate.candidate);
    keep.binarySha256 = details.binarySha256;
    keep.checks = std::move(details.checks);
    std::vector<protocol::PairBlock> revalidation; // all of them as one series
    for (const auto& [purpose, block] : details.blocks) {
        keep.footprintBytes = std::max(keep.footprintBytes, block.footprintBytes);
        if (purpose == store::BlockPurpose::Estimate)
            keep.estimatePairs += block.pairs.size();
        if (purpose == store::BlockPurpose::FirstGate
            || purpose == store::BlockPurpose::Confirmation)
            keep.gatePairs += block.pairs.size();
        if (purpose == store::BlockPurpose::Revalidation)
            revalidation.push_back(block);
    }
    keep.isChained = details.incumbent.isValid();
    readVendor(details.judgeContext, keep);
    keep.notRevalidated = row.notRevalidatedBecause;
    // What demoted it says why; its looks taken together may still say that it holds.
    if (revalidation.empty() || !row.demotedBecause.empty())
        return keep;
    keep.revalidation = judge::judgeRevalidation(revalidation, onGpu, details.thresholds).sentence;
    if (!keep.isChained)
        return keep;
    if (const auto gain = judge::revalidatedGain(revalidation, details.thresholds))
        keep.revalidated = store::SpeedupInterval {gain->speedup, gain->low, gain->high};
    return keep;
}

} // namespace autokernel::report

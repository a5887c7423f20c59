// SPDX-License-Identifier: Apache-2.0
#include "report/reasons.h"

#include "protocol/frozen_values.h"
#include "report/format.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace autokernel::report {
namespace {

// Each lays out memory anew, which changes a model's time.
std::string inFreshProcesses(const std::vector<protocol::PairBlock>& blocks)
{
    const int loads = blocks.empty() ? 1 : blocks.front().loads;
    return loads > 1 ? fmt::format("{} fresh processes", loads) : "a fresh process";
}

} // namespace

std::vector<std::string> keptWithoutControl(const ReportData& report)
{
    std::vector<std::string> keys;
    for (const auto& kernel : report.kernels) {
        if (!kernel.champion)
            continue;
        const auto& keep = kernel.keeps[*kernel.champion].row.experiment;
        const bool isControlled
            = std::any_of(report.controls.begin(), report.controls.end(), [&](const auto& control) {
                  return control.target == kernel.target.id && control.number < keep.number;
              });
        if (!isControlled)
            keys.push_back(kernel.target.target.key());
    }
    return keys;
}

std::vector<std::string> reasonsToBelieve(const ReportData& report)
{
    std::vector<std::string> reasons;
    const auto add = [&](std::string text) { reasons.push_back(std::move(text)); };
    if (report.run.model)
        if (auto frozen = protocol::describeFrozenValues(*report.run.model); !frozen.empty())
            add(std::move(frozen));
    add("Each time is taken by a process that holds no candidate code; original and candidate "
        "alternate (A B B A) on fresh data, and a gain counts only when its interval excludes a "
        "tie "
        "twice: in a first gate and in a confirmation in fresh processes.");
    add("A printed gain of a kernel comes from a further block of pairs that no gate looked "
        "at.");
    for (const auto& row : report.endToEnd) {
        const auto& r = row.record;
        if (r.kind == store::ModelMeasurement::Final && r.worstMaxRatio)
            add(fmt::format("The optimised model's largest error is {:.2f} of its budget ({} "
                            "inputs against {}), its RMS error {:.2f}.",
                *r.worstMaxRatio, r.inputsChecked, r.truth, r.worstRmsRatio.value_or(0)));
        if (r.kind == store::ModelMeasurement::Final && r.acceptExitCode)
            add(fmt::format("Your own test ended with exit code {}.", *r.acceptExitCode));
        if (r.kind == store::ModelMeasurement::Final && r.forecast)
            add(fmt::format("Amdahl's law forecast {} over eager, {} was measured.",
                formatSpeedup(*r.forecast), formatSpeedup(r.overBaseline.value)));
        if (r.kind == store::ModelMeasurement::Package)
            add(r.verified ? fmt::format("The package, loaded by plain Python in {}, is {} as fast "
                                         "as eager.",
                    inFreshProcesses(r.blocks), formatInterval(r.overBaseline))
                           : "The package was not verified in a fresh Python process: "
                        + r.notVerifiedBecause + ".");
    }
    for (const auto& control : report.controls)
        add(fmt::format("Control #{}, {}: {}", control.number,
            control.control == store::ControlKind::SameCode ? "the incumbent against its own copy"
                                                            : "a copy with more work",
            control.verdict.sentence));
    if (const auto keys = keptWithoutControl(report); !keys.empty())
        add(fmt::format("No control ran on {} before a candidate was kept there: {}.",
            fmt::join(keys, ", "),
            report.controls.empty() ? "controls had no time in this run"
                                    : "this machine's noise was measured on other kernels alone"));
    for (const auto& kernel : report.kernels)
        if (kernel.champion && !kernel.keeps[*kernel.champion].revalidation.empty())
            add(kernel.target.target.key()
                + ", tried again later: " + kernel.keeps[*kernel.champion].revalidation);
    for (const auto& kernel : report.kernels)
        if (kernel.champion && !kernel.keeps[*kernel.champion].notRevalidated.empty())
            add(kernel.target.target.key() + " was not re-validated at the end: "
                + kernel.keeps[*kernel.champion].notRevalidated + ".");
    if (report.roofs)
        add(fmt::format(
            "The roofs of this device were measured {}; a time below them would have been refused.",
            report.roofs->roofs.measuredAt));
    add("Raw samples of every verdict are in the history, so each decision can be computed again.");
    return reasons;
}

} // namespace autokernel::report

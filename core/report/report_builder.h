// SPDX-License-Identifier: Apache-2.0
// Builds the report of one run again and again while the run goes on. What cannot change in a
// history (experiments, their evidence) is read once, so that a look at a run of 100,000
// experiments costs what is new. Belongs to the thread that owns the reader.
#pragma once

#include "report/report_data.h"

#include <functional>

namespace autokernel::report {

class ReportBuilder
{
public:
    ReportBuilder(store::RunId run, ReportOptions options);

    store::RunId run() const { return m_run; }
    // Always of the same history.
    Result<ReportData> build(const store::HistoryReader& reader);
    Result<ReportData> buildOutcome(const store::HistoryReader& reader);

private:
    struct TargetSeen
    {
        std::map<std::string, std::int64_t> verdictCounts;
        store::ExperimentId best; // by its gain over the incumbent
        double bestOverIncumbent = 0;
        store::ExperimentId last; // a judged one: controls left out
        store::ExperimentId noiseOf; // whose noise floor is known
        std::optional<double> noiseFloor;
    };
    struct KeepSeen
    {
        std::int64_t blocks = 0;
        KeepReport keep;
    };

    Result<void> readOn(const store::HistoryReader& reader);
    Result<void> add(const store::HistoryReader& reader, const store::ExperimentBrief& brief);
    Result<void> readKernels(const store::HistoryReader& reader, ReportData& report);
    Result<void> attachSeen(const store::HistoryReader& reader, ReportData& report);
    Result<void> attachAnnotations(const store::HistoryReader& reader, ReportData& report);
    std::shared_ptr<const std::string> shared(const std::string& text);

    store::RunId m_run;
    ReportOptions m_options;
    store::ExperimentId m_last;
    std::vector<ProgressPoint> m_points;
    std::map<store::TargetId, TargetSeen> m_targets;
    std::vector<store::ExperimentRow> m_controls;
    std::vector<store::ExperimentRow> m_rejected;
    std::vector<store::ExperimentId> m_failed; // the last few, oldest first
    std::map<store::ExperimentId, KeepSeen> m_keeps;
    std::map<std::string, std::shared_ptr<const std::string>, std::less<>> m_names; // of mutators
};

} // namespace autokernel::report

// SPDX-License-Identifier: Apache-2.0
// Everything that a report says, read once from a history, so that HTML, Markdown and JSON cannot
// disagree. Values; buildReport runs on any thread that owns a reader.
#pragma once

#include "kernel/kernel_type.h"
#include "roofline/floor.h"
#include "roofline/point.h"
#include "store/annotations.h"
#include "store/history_reader.h"

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace autokernel::report {

// One of the three rows that open a report: what a user could run, and its speedup over eager.
struct OutcomeRow
{
    std::string
        label; // "strongest free rung", "vendor rungs alone", "vendor rungs plus our kernels"
    std::string name; // the rung's own name, or what is applied
    std::optional<store::SpeedupInterval> overEager;
    std::optional<double> microseconds; // one forward, median
    // Eager's in the same session: rows of different sessions are not compared by their times.
    std::optional<double> eagerMicroseconds;
    std::string note; // why there is no figure, or a caveat
    std::vector<std::string> recipe; // lines of Python
};

struct Outcome
{
    OutcomeRow freeRung;
    OutcomeRow vendorRungs;
    OutcomeRow ours;
    bool verified = false;
    std::string notVerifiedBecause;
    std::optional<store::SpeedupInterval> overFreeRung; // the headline: third row over first
    // Not timed side by side: the quotient of the two rows' ratios over eager, which come from
    // different sessions.
    bool isOverFreeRungQuotient = false;
    bool slowerThanFreeRung = false;
    std::string headline; // the report's first sentence
};

// One part of the gain over eager: a speedup of its own, measured.
struct GainFactor
{
    std::string key; // "starter", "packing", "search"
    std::string label;
    std::optional<store::SpeedupInterval> measured;
    std::string note; // what against what, or why there is no figure
};

// The factors' product is the whole gain, up to their intervals.
struct GainSplit
{
    std::array<GainFactor, 3> factors; // starters, packing, search
    std::string note; // how they were measured
};

struct KeepReport
{
    store::KeepRow row;
    std::string source; // with the values of its tunables written in
    std::string binarySha256;
    std::vector<protocol::StageEvidence> checks;
    std::size_t estimatePairs = 0; // behind the printed gain
    std::size_t gatePairs = 0; // that the two gates looked at
    std::uint64_t footprintBytes = 0; // of the data sets that it was timed on
    std::string revalidation; // later looks at it against the original, as one series; "" none
    std::optional<store::SpeedupInterval> revalidated; // the same as a ratio
    std::string notRevalidated; // why there was no such look; "" there was, or it is not due
    bool isChained = false; // over eager by way of the champion before it
    // The vendor's own kernel over eager, timed once beside this one; nullopt: it was not, or there
    // is none.
    std::optional<double> vendorOverEager;
    double overEagerInGate = 0; // that the alarms looked at; the printed gain is of later pairs

    // Over eager: from the direct look where there is one, else from the keep.
    const std::optional<store::SpeedupInterval>& overEager() const
    {
        return revalidated ? revalidated : row.keep.overEager;
    }
    // "timed against eager again", "chained over earlier champions", or "" for one that was kept
    // against eager itself.
    std::string overEagerSource() const;
    // A starter, or another source or set of tunables that the program brought; else the search
    // found it.
    bool isShipped() const;
};

struct KernelReport
{
    store::TargetRow target;
    std::vector<KeepReport> keeps; // oldest first, demoted ones too
    std::optional<std::size_t> champion; // which of them stands
    std::optional<bool> appliedInModel; // nullopt: the model was not measured with winners
    std::optional<double> leaveOneOutLoss; // time of the model without it over with it, minus 1
    std::optional<store::SpeedupInterval> withoutIt; // speedup of the model by taking it away
    double flop = 0; // of one call; 0: unknown
    double bytes = 0;
    std::optional<roofline::Point> point; // of the champion under the roofs
    roofline::Floor floor; // least time of one call that roofs allow; 0 s: nothing is known
    double callsPerForward = 0; // of the model; 0: a kernel run
    double microsecondsPerForward = 0; // of all its sites as the model came; 0: not profiled
    std::optional<double> noiseFloor; // a log ratio, of its last judged experiment
    std::map<std::string, std::int64_t> verdictCounts;
    std::string bestAttempt; // one sentence where nothing was kept
    std::vector<store::LadderRow> ladder; // of this target
};

struct ProgressPoint
{
    std::int64_t number = 0; // experiment of the run
    store::TargetId target;
    judge::VerdictKind verdict {};
    std::optional<store::SpeedupInterval> overEager;
    bool isDemoted = false;
    bool isControl = false;
    std::optional<store::SpeedupInterval> overIncumbent; // of a control: over the same code
    std::optional<double> candidateMicroseconds; // of one call
    double startedAt = 0; // seconds since 1970, UTC; NaN where it is not known
    double seconds = 0; // compile, check and time
    // Shared: a run has many thousand points, and each look at it is a value of its own.
    std::shared_ptr<const std::string> mutator = nullptr;
    std::shared_ptr<const std::string> idea = nullptr;
    store::ExperimentId id {};
};

// What the user said of one experiment, with the experiment.
struct AnnotatedExperiment
{
    store::ExperimentRow row;
    store::Annotation annotation;
    bool isBaseline = false; // the user's choice for its kernel
};

struct ReportData
{
    store::RunDetails run;
    Outcome outcome;
    GainSplit split; // of the model's gain, or of the one kernel's
    std::vector<KernelReport> kernels; // largest share first
    std::vector<ProgressPoint> progress; // oldest first
    std::vector<store::LadderRow> modelLadder;
    std::vector<store::EndToEndRow> endToEnd; // oldest first
    std::optional<protocol::Profile> profile;
    std::optional<store::StoredRoofs> roofs;
    std::vector<store::StoredAlarm> alarms;
    std::vector<store::ExperimentRow> rejected; // caught cheating
    std::vector<store::ExperimentRow> failures; // the last few that never got a time, newest first
    std::vector<store::ExperimentRow> controls;
    std::vector<AnnotatedExperiment> annotated; // oldest first
    store::Annotation annotation; // of the run
    std::string madeAt; // ISO 8601, UTC
};

struct ReportOptions
{
    // Kernel types known here, for FLOP and bytes of the roofline; a type that is missing has no
    // point.
    std::vector<kernel::KernelType> types;
    std::string madeAt; // given, so that the same history gives the same bytes; "" means now
};

// From the history alone; whoever looks at a live run again and again keeps a ReportBuilder.
Result<ReportData> buildReport(
    const store::HistoryReader& reader, store::RunId run, const ReportOptions& options = {});

// The run, its outcome and what that stands on; no experiments, so it is quick for any run.
Result<ReportData> buildOutcome(const store::HistoryReader& reader, store::RunId run);

// Keeps that a later look took back; the run's count of kept ones has them too.
std::int64_t demotedKeeps(const ReportData& report);

// nullptr: the user said nothing of this experiment of the run.
const AnnotatedExperiment* findAnnotated(const ReportData& report, std::int64_t number);

} // namespace autokernel::report

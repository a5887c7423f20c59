// SPDX-License-Identifier: GPL-3.0-or-later
// One experiment beside another, as the diff page shows them: both sources, the lineage of their
// kernel and the place under the roofs, read together so that they cannot disagree. Values, made by
// the reader's thread.
#pragma once

#include "kernel/kernel_type.h"
#include "report/report_data.h"
#include "roofline/point.h"
#include "store/history_reader.h"

#include <QMetaType>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace autokernel::ui {

enum class Against
{
    Parent, // what it was made from
    Incumbent, // what it was timed against
    Best, // the standing champion of its kernel
    Starter, // the first candidate of its kernel
    Experiment // any, by number
};

struct DiffRequest
{
    store::RunId run;
    std::int64_t number = 0;
    Against against = Against::Parent;
    std::int64_t other = 0; // with Against::Experiment
    std::uint64_t id = 0; // the answer carries it, so that a late one is known
};

struct ComparedCandidate
{
    store::CandidateRow candidate;
    std::optional<store::ExperimentRow> experiment; // nullopt: of another run
    std::string source; // with the values of its tunables written in
};

// Why there is no other side.
enum class NoOtherSide
{
    None, // there is one
    NoParent, // a starter
    Eager, // it was timed against PyTorch itself
    NothingKept,
    Itself
};

struct LineageStep
{
    store::ExperimentRow experiment;
    bool isKept = false; // false: a starter that was not
    std::string demotedBecause; // "": it stands
    bool descendsFromBefore = false; // from the step before it, over however many candidates
};

enum class NoRoofPoint
{
    None, // there is one
    NoTime, // that counts
    UnknownKernel, // its type is not on this machine
    NoRoofs
};

struct ExperimentView
{
    DiffRequest request;
    store::ExperimentDetails details;
    kernel::Target target;
    protocol::DeviceInfo device;
    ComparedCandidate candidate;
    std::optional<ComparedCandidate> other;
    NoOtherSide noOtherSide = NoOtherSide::None;
    std::optional<store::ExperimentRow> incumbent; // nullopt: eager, or of another run
    std::vector<LineageStep> lineage; // of its kernel: the starter, then every keep
    // From which it was made without a keep between, oldest first: the last few; empty for a keep.
    std::vector<store::ExperimentRow> ancestors;
    bool descendsFromLast = false; // the oldest of them, or it itself, was made from the last keep
    std::optional<roofline::Point> point;
    NoRoofPoint noPoint = NoRoofPoint::None;
};
using ExperimentViewPtr = std::shared_ptr<const ExperimentView>;

// With the figures that the run's report prints; nullptr: as they were stored. Error: the run has
// no such experiment, or the history is damaged.
Result<ExperimentViewPtr> readExperimentView(const store::HistoryReader& reader,
    const DiffRequest& request, const std::vector<kernel::KernelType>& types,
    const report::ReportData* printed = nullptr);

} // namespace autokernel::ui

Q_DECLARE_METATYPE(autokernel::ui::ExperimentViewPtr)

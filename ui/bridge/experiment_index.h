// SPDX-License-Identifier: GPL-3.0-or-later
// The experiments of one run in memory, so that a table of 100,000 rows is filtered and sorted in
// milliseconds; rows themselves are read from the history when they are seen. Belongs to the
// reader's thread; `order` is pure.
#pragma once

#include "ui/bridge/generation.h"

#include "report/report_data.h"
#include "store/annotations.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace autokernel::ui {

enum class ExperimentColumn
{
    Number,
    Verdict,
    Kernel,
    Idea,
    Mutator,
    Stage, // how far it got
    OverIncumbent,
    OverEager,
    Time,
    Duration,
    Said // pinned ones, others of which something was said, the rest
};

struct ExperimentFilter
{
    Generation generation; // of the history that has this run
    store::RunId run;
    store::TargetId target; // not valid: all
    std::string verdict; // "": all; the judge's text ("reverted": demoted ones too); "control"
    std::vector<std::string> hiddenVerdicts; // spelled likewise
    // Each word must be in title, idea, reason or note, in any case; "#12" is a number.
    std::string text;
    bool isExpression = false; // the text; one that is not valid filters nothing
    bool onlyBest = false; // kept, and no later look at it took that back
    bool onlyPinned = false;
    std::string tag; // "": all
    ExperimentColumn sortedBy = ExperimentColumn::Number;
    bool isDescending = true;

    bool operator==(const ExperimentFilter&) const = default;
};

struct ExperimentOrder
{
    std::uint64_t request = 0; // which question it answers
    std::vector<store::ExperimentId> ids; // in the order of the table
    // Of the run, without a filter.
    std::int64_t experiments = 0;
    std::int64_t controls = 0;

    std::int64_t total() const { return experiments + controls; }
};
using ExperimentOrderPtr = std::shared_ptr<const ExperimentOrder>;

class ExperimentIndex
{
public:
    using Annotations = std::map<store::ExperimentId, store::Annotation>;
    // What is not of the experiments themselves, and may change.
    struct Said
    {
        Annotations byUser;
        std::set<store::ExperimentId> best; // that raised it and stand; for onlyBest
    };

    explicit ExperimentIndex(store::RunId run)
        : m_run(run)
    {
    }
    store::RunId run() const { return m_run; }
    std::int64_t experiments() const { return std::ssize(m_entries) - m_controls; }
    std::int64_t controls() const { return m_controls; }

    Result<void> readOn(const store::HistoryReader& reader);
    // The two belong to one experiment; oldest first.
    void add(const store::ExperimentBrief& brief, const std::string& text);
    // Sorted by the figures that the run's report prints, and filtered by the verdicts that stand;
    // oldest first.
    void printAlike(const std::vector<report::ProgressPoint>& progress);
    // What cannot be compared (no time) comes last, whichever way is sorted; ties newest first.
    std::vector<store::ExperimentId> order(
        const ExperimentFilter& filter, const Said& said = {}) const;

private:
    struct Entry
    {
        store::ExperimentId id;
        std::int64_t number = 0;
        store::TargetId target;
        judge::VerdictKind verdict {};
        bool isControl = false;
        bool isDemoted = false;
        store::ExperimentStage stage {};
        float overIncumbent = 0; // NaN: none; as the others
        float overEager = 0;
        float microseconds = 0;
        float seconds = 0;
        std::uint32_t mutator = 0; // into m_mutators
        std::uint32_t textBegin = 0; // into m_text
        std::uint32_t textEnd = 0;
        std::uint32_t ideaBegin = 0;
    };
    // What a later look took back counts as reverted, as in every chart.
    static judge::VerdictKind verdictOf(const Entry& entry)
    {
        return entry.isDemoted ? judge::VerdictKind::Reverted : entry.verdict;
    }
    std::string_view textOf(const Entry& entry) const
    {
        return std::string_view(m_text).substr(entry.textBegin, entry.textEnd - entry.textBegin);
    }
    std::vector<const Entry*> chosen(const ExperimentFilter& filter, const Said& said) const;
    void keepWords(
        std::vector<const Entry*>& rows, const std::string& text, const Annotations& said) const;
    void keepMatches(
        std::vector<const Entry*>& rows, const std::string& pattern, const Annotations& said) const;
    void sort(std::vector<const Entry*>& rows, const ExperimentFilter& filter,
        const Annotations& said) const;

    store::RunId m_run;
    store::ExperimentId m_last;
    std::vector<Entry> m_entries; // oldest first
    std::int64_t m_controls = 0; // among them
    std::string m_text; // of all, in lower case, one piece so that a search runs through it
    std::vector<std::string> m_mutators;
};

} // namespace autokernel::ui

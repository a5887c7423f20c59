// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/reader.h"

#include "ui/bridge/history_feed.h"
#include "ui/bridge/post.h"

#include "report/chain_again.h"
#include "store/experiment_lookup.h"
#include "store/project_lock.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <algorithm>
#include <chrono>

namespace autokernel::ui {
namespace {

using namespace std::chrono_literals;
constexpr auto kPollInterval = 500ms;
// Looks at a large run take at most this share of a core, so that the run itself is not slowed.
constexpr int kRestPerLook = 4;
constexpr auto kLongestInterval = 5000ms;
constexpr const char* kCrossover = "crossover"; // the mutator that has two parents

QString sentenceOf(const Error& error)
{
    return QString::fromStdString(error.message);
}

} // namespace

template <typename Signal, typename... Values> void Reader::tell(Signal signal, Values... values)
{
    post(m_feed, [&feed = m_feed, from = m_generation, signal, ... values = std::move(values)] {
        if (from == feed.generation())
            (feed.*signal)(values...);
    });
}

template <typename Signal, typename... Values> void Reader::answer(Signal signal, Values... values)
{
    post(m_feed,
        [&feed = m_feed, signal, ... values = std::move(values)] { (feed.*signal)(values...); });
}

Reader::Reader(HistoryFeed& feed)
    : m_feed(feed)
    , m_timer(new QTimer(this))
{
    m_timer->setInterval(kPollInterval);
    connect(m_timer, &QTimer::timeout, this, &Reader::poll);
}

void Reader::open(const std::filesystem::path& history, Generation generation, store::RunId run)
{
    if (generation != m_generation) {
        m_reader.reset();
        m_builder.reset();
        m_index.reset();
        m_shown.reset();
        m_endedRuns.clear();
    }
    m_history = history;
    m_generation = generation;
    m_wanted = run;
    m_seenVersion = -1;
    m_lastFailure.clear();
    poll();
    m_timer->start();
}

void Reader::poll()
{
    if (const auto opened = ensureOpen(); !opened)
        return opened.error().code == ErrorCode::NotFound ? presentNothing(opened.error())
                                                          : refuse(opened.error());
    const auto version = m_reader->dataVersion();
    const auto writer = store::ProjectLock::holder(m_history);
    if (version == m_seenVersion && writer == m_seenWriter)
        return;
    m_seenWriter = writer;
    QElapsedTimer look;
    look.start();
    const auto made = makeSnapshot();
    if (!made)
        return refuse(made.error());
    m_timer->setInterval(std::clamp<std::chrono::milliseconds>(
        std::chrono::milliseconds(kRestPerLook * look.elapsed()), kPollInterval, kLongestInterval));
    m_seenVersion = version;
    m_lastFailure.clear();
    m_shown = *made;
    tell(&HistoryFeed::snapshot, *made);
}

Result<void> Reader::ensureOpen()
{
    // A reader of an older history knows nothing of tables that came since.
    if (m_reader && m_reader->database().storedVersion() == m_openedSchema)
        return {};
    m_reader.reset();
    m_seenVersion = -1;
    if (m_history.empty())
        return fail(ErrorCode::NotFound, "no history is open.");
    if (m_types.empty()) {
        // A folder of the user's that is broken costs the roofline its points, not the window.
        if (auto types = kernel::loadKernelTypes(kernel::defaultKernelRoots()))
            m_types = std::move(*types);
    }
    AK_ASSIGN(auto reader, store::HistoryReader::open(m_history));
    m_openedSchema = reader.database().storedVersion();
    m_reader = std::move(reader);
    return {};
}

// What was asked of a history that was left must not be answered from this one.
Result<void> Reader::ensureStill(Generation generation) const
{
    return generation == m_generation
        ? Result<void>()
        : Result<void>(fail(ErrorCode::NotFound, "another history has been opened meanwhile."));
}

std::shared_ptr<Snapshot> Reader::emptySnapshot() const
{
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->history = m_history;
    snapshot->generation = m_generation;
    return snapshot;
}

Result<SnapshotPtr> Reader::makeSnapshot()
{
    auto snapshot = emptySnapshot();
    AK_ASSIGN(snapshot->runs, m_reader->runs());
    snapshot->writer = m_seenWriter;
    snapshot->isWrittenElsewhere
        = m_seenWriter && *m_seenWriter != QCoreApplication::applicationPid();
    for (const auto& each : snapshot->runs)
        if (!snapshot->newest.isValid() && each.kind != store::RunKind::Ladder)
            snapshot->newest = each.id;
    const store::RunId run = m_wanted.isValid() ? m_wanted : snapshot->newest;
    if (run.isValid()) {
        if (!m_builder || m_builder->run() != run)
            m_builder.emplace(run, report::ReportOptions {m_types, ""});
        AK_ASSIGN(snapshot->report, m_builder->build(*m_reader));
        snapshot->queue = report::kernelQueue(snapshot->report);
        AK_ASSIGN(snapshot->log, m_reader->logLines(run));
    }
    return snapshot;
}

void Reader::loadExperiment(const DiffRequest& request)
{
    const auto view = [&]() -> Result<ExperimentViewPtr> {
        AK_TRY(ensureOpen());
        return readExperimentView(
            *m_reader, request, m_types, m_shown ? &m_shown->report : nullptr);
    }();
    if (view)
        tell(&HistoryFeed::experiment, *view);
    else
        tell(&HistoryFeed::experimentFailed, request, sentenceOf(view.error()));
}

void Reader::loadOrder(const ExperimentFilter& filter, std::uint64_t request)
{
    auto ids = readOrder(filter);
    if (ids)
        tell(&HistoryFeed::order,
            std::make_shared<ExperimentOrder>(ExperimentOrder {
                request, std::move(*ids), m_index->experiments(), m_index->controls()}));
    else
        tell(&HistoryFeed::orderFailed, request, sentenceOf(ids.error()));
}

Result<std::vector<store::ExperimentId>> Reader::readOrder(const ExperimentFilter& filter)
{
    AK_TRY(ensureStill(filter.generation));
    AK_TRY(ensureOpen());
    if (!m_index || m_index->run() != filter.run)
        m_index.emplace(filter.run);
    AK_TRY(m_index->readOn(*m_reader));
    if (m_shown && m_shown->report.run.summary.id == filter.run)
        m_index->printAlike(m_shown->report.progress);
    AK_ASSIGN(auto annotations, store::readAnnotations(*m_reader, filter.run));
    ExperimentIndex::Said said {std::move(annotations.experiments), {}};
    if (filter.onlyBest) {
        AK_ASSIGN(const auto keeps, m_reader->keeps(filter.run));
        for (const auto& keep : keeps)
            if (keep.demotedBecause.empty())
                said.best.insert(keep.experiment.id);
    }
    return m_index->order(filter, said);
}

// One row that cannot be read takes no other with it.
void Reader::loadRows(const std::vector<store::ExperimentId>& ids)
{
    auto found = std::make_shared<std::vector<ListedExperiment>>();
    std::vector<store::ExperimentId> missing;
    std::optional<Error> reason;
    const auto opened = ensureOpen();
    for (const auto id : ids) {
        auto row = opened ? listed(id) : Result<ListedExperiment>(fail(opened.error()));
        if (row) {
            found->push_back(std::move(*row));
            continue;
        }
        missing.push_back(id);
        reason = row.error();
    }
    if (!found->empty())
        tell(&HistoryFeed::rows, found);
    if (reason)
        tell(&HistoryFeed::rowsFailed, missing, sentenceOf(*reason));
}

Result<ListedExperiment> Reader::listed(store::ExperimentId id) const
{
    ListedExperiment listed;
    AK_ASSIGN(listed.row, m_reader->experimentRow(id));
    if (m_shown)
        report::printAlike(listed.row, m_shown->report);
    if (listed.row.mutator == kCrossover) {
        AK_ASSIGN(const auto parents, store::parentsOf(*m_reader, id));
        for (const auto& parent : parents)
            listed.mixedOf.push_back(parent.number);
    }
    return listed;
}

Result<std::vector<store::ExperimentId>> Reader::rowsOf(const TableExport& wanted)
{
    if (wanted.rows.empty())
        return readOrder(wanted.filter);
    AK_TRY(ensureStill(wanted.filter.generation));
    return wanted.rows;
}

void Reader::saveTable(const TableExport& wanted)
{
    auto rows = rowsOf(wanted);
    if (rows)
        return addTablePage(std::make_shared<TableWriter>(wanted, std::move(*rows)));
    answer(&HistoryFeed::tableSaved,
        std::make_shared<SavedTable>(SavedTable {wanted.request, fail(rows.error())}));
}

// Between two pages the run that is shown goes on being followed.
void Reader::addTablePage(const std::shared_ptr<TableWriter>& table)
{
    const auto& wanted = table->wanted();
    const auto isDone = [&]() -> Result<bool> {
        AK_TRY(ensureStill(wanted.filter.generation));
        AK_TRY(ensureOpen());
        return table->addPage(*m_reader);
    }();
    if (isDone && !*isDone) {
        post(*this, [this, table] { addTablePage(table); });
        return;
    }
    SavedTable saved {wanted.request, std::string()};
    if (!isDone)
        saved.text = fail(isDone.error());
    else if (wanted.file.isEmpty())
        saved.text = table->text();
    answer(&HistoryFeed::tableSaved, std::make_shared<SavedTable>(std::move(saved)));
}

void Reader::loadRuns()
{
    const auto lines = makeRuns();
    if (lines)
        tell(&HistoryFeed::runs, *lines);
    else
        tell(&HistoryFeed::runsFailed, sentenceOf(lines.error()));
}

Result<RunLinesPtr> Reader::makeRuns()
{
    auto lines = std::make_shared<std::vector<RunLine>>();
    if (const auto opened = ensureOpen(); !opened) {
        if (opened.error().code == ErrorCode::NotFound)
            return lines; // a history that is not there yet has no runs
        return fail(opened.error());
    }
    AK_ASSIGN(const auto summaries, m_reader->runs());
    for (const auto& summary : summaries) {
        const bool isOver = !summary.endedAt.empty();
        AK_ASSIGN(const auto said, store::readAnnotations(*m_reader, summary.id));
        const auto known = m_endedRuns.find(summary.id);
        if (isOver && known != m_endedRuns.end()
            && known->second.summary.endedAt == summary.endedAt) {
            lines->push_back(known->second);
        } else {
            AK_ASSIGN(const auto report, report::buildOutcome(*m_reader, summary.id));
            lines->push_back({summary, report.run.verdictCounts, report.outcome.ours.overEager,
                report.outcome.verified, report.run.heartbeatAt, {}, report::demotedKeeps(report)});
            if (isOver)
                m_endedRuns[summary.id] = lines->back();
        }
        lines->back().annotation = said.run;
    }
    return lines;
}

void Reader::loadComparison(const std::vector<store::RunId>& runs)
{
    const auto made = makeComparison(runs);
    if (made)
        tell(&HistoryFeed::comparison, *made);
    else
        tell(&HistoryFeed::comparisonFailed, sentenceOf(made.error()));
}

Result<ComparisonPtr> Reader::makeComparison(const std::vector<store::RunId>& runs)
{
    AK_TRY(ensureOpen());
    auto made = std::make_shared<Comparison>();
    for (const auto run : runs) {
        AK_ASSIGN(auto report, report::buildReport(*m_reader, run, {m_types, ""}));
        made->runs.push_back(std::move(report));
    }
    for (std::size_t other = 1; other < made->runs.size(); ++other)
        made->toFirst.push_back(report::compareRuns(made->runs.front(), made->runs[other]));
    return made;
}

void Reader::annotate(std::uint64_t request, const AnnotationWrite& write)
{
    auto writer = store::AnnotationWriter::open(m_history);
    const auto done = writer ? write(*writer) : Result<void>(fail(writer.error()));
    answer(&HistoryFeed::annotated, request, done ? QString() : sentenceOf(done.error()));
    if (done)
        poll();
}

// A history that is not there yet is one without runs.
void Reader::presentNothing(const Error& error)
{
    const auto sentence = sentenceOf(error);
    if (sentence == m_lastFailure)
        return;
    m_lastFailure = sentence;
    tell(&HistoryFeed::snapshot, emptySnapshot());
}

void Reader::refuse(const Error& error)
{
    const auto sentence = sentenceOf(error);
    if (sentence == m_lastFailure)
        return;
    m_lastFailure = sentence;
    tell(&HistoryFeed::failed, sentence);
}

} // namespace autokernel::ui

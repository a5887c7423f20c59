// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/reader.h"

#include "report/kernel_text.h"

#include <chrono>

namespace autokernel::ui {
namespace {

using namespace std::chrono_literals;
constexpr auto kPollInterval = 500ms;

} // namespace

Reader::Reader()
    : m_timer(new QTimer(this))
{
    m_timer->setInterval(kPollInterval);
    connect(m_timer, &QTimer::timeout, this, &Reader::poll);
}

void Reader::open(const std::filesystem::path& history, store::RunId run)
{
    if (history != m_history)
        m_reader.reset();
    m_history = history;
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
    if (version == m_seenVersion)
        return;
    const auto made = makeSnapshot();
    if (!made)
        return refuse(made.error());
    m_seenVersion = version;
    m_lastFailure.clear();
    emit snapshot(*made);
}

Result<void> Reader::ensureOpen()
{
    if (m_reader)
        return {};
    if (m_types.empty()) {
        // A folder of the user's that is broken costs the roofline its points, not the window.
        if (auto types = kernel::loadKernelTypes(kernel::defaultKernelRoots()))
            m_types = std::move(*types);
    }
    AK_ASSIGN(auto reader, store::HistoryReader::open(m_history));
    m_reader = std::move(reader);
    return {};
}

Result<SnapshotPtr> Reader::makeSnapshot()
{
    auto snapshot = std::make_shared<Snapshot>();
    AK_ASSIGN(snapshot->runs, m_reader->runs());
    store::RunId run = m_wanted;
    if (!run.isValid())
        for (const auto& each : snapshot->runs)
            if (!run.isValid() && each.kind != store::RunKind::Ladder)
                run = each.id;
    if (run.isValid()) {
        AK_ASSIGN(snapshot->report, report::buildReport(*m_reader, run, {m_types, ""}));
        AK_ASSIGN(snapshot->log, m_reader->logLines(run));
    }
    return snapshot;
}

void Reader::loadExperiment(store::RunId run, std::int64_t number)
{
    if (!m_reader)
        return;
    const auto view = makeView(run, number);
    if (!view)
        return refuse(view.error());
    emit experiment(*view);
}

void Reader::loadPage(const store::ExperimentQuery& query, std::uint64_t request)
{
    if (!m_reader)
        return;
    auto rows = m_reader->experiments(query);
    if (!rows)
        return refuse(rows.error());
    emit page(std::make_shared<ExperimentsPage>(ExperimentsPage {request, std::move(*rows)}));
}

Result<ExperimentViewPtr> Reader::makeView(store::RunId run, std::int64_t number) const
{
    auto view = std::make_shared<ExperimentView>();
    AK_ASSIGN(const auto id, m_reader->experimentByNumber(run, number));
    AK_ASSIGN(view->details, m_reader->experiment(id));
    view->source = report::readableSource(view->details.candidate.candidate);
    const bool hasParent = !view->details.parents.empty();
    const auto other = hasParent ? view->details.parents.front() : view->details.incumbent;
    if (other.isValid() && other != view->details.candidate.id) {
        AK_ASSIGN(const auto row, m_reader->candidate(other));
        view->against = report::readableSource(row.candidate);
        view->againstName = hasParent ? "its parent" : "the incumbent";
    }
    return view;
}

// A history that is not there yet is one without runs.
void Reader::presentNothing(const Error& error)
{
    const auto sentence = QString::fromStdString(error.message);
    if (sentence == m_lastFailure)
        return;
    m_lastFailure = sentence;
    emit snapshot(std::make_shared<Snapshot>());
}

void Reader::refuse(const Error& error)
{
    const auto sentence = QString::fromStdString(error.message);
    if (sentence == m_lastFailure)
        return;
    m_lastFailure = sentence;
    emit failed(sentence);
}

} // namespace autokernel::ui

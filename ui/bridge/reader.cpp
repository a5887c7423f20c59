// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/reader.h"

#include "report/kernel_text.h"

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

} // namespace

Reader::Reader()
    : m_timer(new QTimer(this))
{
    m_timer->setInterval(kPollInterval);
    connect(m_timer, &QTimer::timeout, this, &Reader::poll);
}

void Reader::open(const std::filesystem::path& history, store::RunId run)
{
    if (history != m_history) {
        m_reader.reset();
        m_builder.reset();
        m_index.reset();
    }
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
        return refuse(opened.error());
    const auto version = m_reader->dataVersion();
    if (version == m_seenVersion)
        return;
    QElapsedTimer look;
    look.start();
    const auto made = makeSnapshot();
    if (!made)
        return refuse(made.error());
    m_timer->setInterval(std::clamp<std::chrono::milliseconds>(
        std::chrono::milliseconds(kRestPerLook * look.elapsed()), kPollInterval, kLongestInterval));
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
        if (!m_builder || m_builder->run() != run)
            m_builder.emplace(run, report::ReportOptions {m_types, ""});
        AK_ASSIGN(snapshot->report, m_builder->build(*m_reader));
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

void Reader::loadOrder(const ExperimentFilter& filter, std::uint64_t request)
{
    if (!m_reader)
        return;
    if (!m_index || m_index->run() != filter.run)
        m_index.emplace(filter.run);
    if (const auto read = m_index->readOn(*m_reader); !read)
        return refuse(read.error());
    emit order(std::make_shared<ExperimentOrder>(
        ExperimentOrder {request, m_index->order(filter), m_index->size()}));
}

void Reader::loadRows(const std::vector<store::ExperimentId>& ids)
{
    if (!m_reader)
        return;
    auto found = std::make_shared<std::vector<store::ExperimentRow>>();
    for (const auto id : ids) {
        auto row = m_reader->experimentRow(id);
        if (!row)
            return refuse(row.error());
        found->push_back(std::move(*row));
    }
    emit rows(found);
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

void Reader::refuse(const Error& error)
{
    const auto sentence = QString::fromStdString(error.message);
    if (sentence == m_lastFailure)
        return;
    m_lastFailure = sentence;
    emit failed(sentence);
}

} // namespace autokernel::ui

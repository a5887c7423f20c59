// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/reader.h"

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
        return refuse(opened.error());
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

void Reader::loadExperiment(const DiffRequest& request)
{
    if (!m_reader)
        return;
    const auto view = readExperimentView(*m_reader, request, m_types);
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

void Reader::saveTable(const TableExport& wanted)
{
    addTablePage(std::make_shared<TableWriter>(wanted));
}

// Between two pages the run that is shown goes on being followed.
void Reader::addTablePage(const std::shared_ptr<TableWriter>& table)
{
    const auto& wanted = table->wanted();
    const auto isDone = m_reader ? table->addPage(*m_reader)
                                 : Result<bool>(fail(ErrorCode::NotFound, "no history is open."));
    if (isDone && !*isDone) {
        QMetaObject::invokeMethod(
            this, [this, table] { addTablePage(table); }, Qt::QueuedConnection);
        return;
    }
    SavedTable saved {wanted.request, std::string()};
    if (!isDone)
        saved.text = fail(isDone.error());
    else if (wanted.file.isEmpty())
        saved.text = table->text();
    emit tableSaved(std::make_shared<SavedTable>(std::move(saved)));
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/history_feed.h"

#include "ui/bridge/post.h"
#include "ui/bridge/reader.h"

namespace autokernel::ui {

HistoryFeed::HistoryFeed(QObject* parent)
    : QObject(parent)
    , m_reader(new Reader(*this))
{
    m_reader->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_reader, &QObject::deleteLater);
    m_thread.setObjectName("history reader");
    m_thread.start();
}

HistoryFeed::~HistoryFeed()
{
    m_thread.quit();
    m_thread.wait();
}

void HistoryFeed::open(const std::filesystem::path& history, store::RunId run)
{
    if (history != m_history)
        ++m_generation.value;
    m_history = history;
    post(
        *m_reader, [=, reader = m_reader, now = m_generation] { reader->open(history, now, run); });
}

void HistoryFeed::loadExperiment(const DiffRequest& request)
{
    post(*m_reader, [=, reader = m_reader] { reader->loadExperiment(request); });
}

void HistoryFeed::loadOrder(const ExperimentFilter& filter, std::uint64_t request)
{
    post(*m_reader, [=, reader = m_reader] { reader->loadOrder(filter, request); });
}

void HistoryFeed::loadRows(const std::vector<store::ExperimentId>& ids)
{
    post(*m_reader, [=, reader = m_reader] { reader->loadRows(ids); });
}

void HistoryFeed::loadRuns()
{
    post(*m_reader, [reader = m_reader] { reader->loadRuns(); });
}

void HistoryFeed::loadComparison(const std::vector<store::RunId>& runs)
{
    post(*m_reader, [=, reader = m_reader] { reader->loadComparison(runs); });
}

void HistoryFeed::annotate(std::uint64_t request, const AnnotationWrite& write)
{
    post(*m_reader, [=, reader = m_reader] { reader->annotate(request, write); });
}

void HistoryFeed::saveTable(const TableExport& wanted)
{
    post(*m_reader, [=, reader = m_reader] { reader->saveTable(wanted); });
}

} // namespace autokernel::ui

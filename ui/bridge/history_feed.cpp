// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/history_feed.h"

#include "ui/bridge/reader.h"

namespace autokernel::ui {

HistoryFeed::HistoryFeed(QObject* parent)
    : QObject(parent)
    , m_reader(new Reader)
{
    qRegisterMetaType<SnapshotPtr>();
    qRegisterMetaType<ExperimentViewPtr>();
    qRegisterMetaType<ExperimentOrderPtr>();
    qRegisterMetaType<ExperimentRowsPtr>();
    qRegisterMetaType<RunLinesPtr>();
    qRegisterMetaType<ComparisonPtr>();
    qRegisterMetaType<std::uint64_t>("std::uint64_t");
    m_reader->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_reader, &QObject::deleteLater);
    connect(m_reader, &Reader::snapshot, this, &HistoryFeed::snapshot);
    connect(m_reader, &Reader::experiment, this, &HistoryFeed::experiment);
    connect(m_reader, &Reader::order, this, &HistoryFeed::order);
    connect(m_reader, &Reader::rows, this, &HistoryFeed::rows);
    connect(m_reader, &Reader::runs, this, &HistoryFeed::runs);
    connect(m_reader, &Reader::comparison, this, &HistoryFeed::comparison);
    connect(m_reader, &Reader::annotated, this, &HistoryFeed::annotated);
    connect(m_reader, &Reader::tableSaved, this, &HistoryFeed::tableSaved);
    connect(m_reader, &Reader::failed, this, &HistoryFeed::failed);
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
    QMetaObject::invokeMethod(m_reader, [=, reader = m_reader] { reader->open(history, run); });
}

void HistoryFeed::loadExperiment(const DiffRequest& request)
{
    QMetaObject::invokeMethod(
        m_reader, [=, reader = m_reader] { reader->loadExperiment(request); });
}

void HistoryFeed::loadOrder(const ExperimentFilter& filter, std::uint64_t request)
{
    QMetaObject::invokeMethod(
        m_reader, [=, reader = m_reader] { reader->loadOrder(filter, request); });
}

void HistoryFeed::loadRows(const std::vector<store::ExperimentId>& ids)
{
    QMetaObject::invokeMethod(m_reader, [=, reader = m_reader] { reader->loadRows(ids); });
}

void HistoryFeed::loadRuns()
{
    QMetaObject::invokeMethod(m_reader, [reader = m_reader] { reader->loadRuns(); });
}

void HistoryFeed::loadComparison(store::RunId a, store::RunId b)
{
    QMetaObject::invokeMethod(m_reader, [=, reader = m_reader] { reader->loadComparison(a, b); });
}

void HistoryFeed::annotate(std::uint64_t request, const AnnotationWrite& write)
{
    QMetaObject::invokeMethod(
        m_reader, [=, reader = m_reader] { reader->annotate(request, write); });
}

void HistoryFeed::saveTable(const TableExport& wanted)
{
    QMetaObject::invokeMethod(m_reader, [=, reader = m_reader] { reader->saveTable(wanted); });
}

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/export_commands.h"

#include "ui/bridge/in_background.h"
#include "ui/dialogs/export_file_dialog.h"
#include "ui/export/clipboard.h"
#include "ui/export/report_file.h"
#include "ui/text.h"

#include "report/format.h"
#include "report/report_writers.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTableView>

namespace autokernel::ui {
namespace {

QTableView* tableAbove(QWidget* widget)
{
    for (; widget != nullptr; widget = widget->parentWidget())
        if (auto* table = qobject_cast<QTableView*>(widget))
            return table;
    return nullptr;
}

bool isAllSelected(const QTableView& table)
{
    const int rows = table.model()->rowCount();
    return rows > 0 && std::ssize(table.selectionModel()->selectedRows()) == rows;
}

// Which of the formats has this suffix; the first where none has.
int indexWith(const std::vector<ExportFileDialog::Format>& formats, const QString& suffix)
{
    const auto found = std::find_if(
        formats.begin(), formats.end(), [&](const auto& each) { return each.suffix == suffix; });
    return found == formats.end() ? 0 : static_cast<int>(found - formats.begin());
}

} // namespace

ExportCommands::ExportCommands(Parts parts)
    : QObject(&parts.window)
    , m_parts(std::move(parts))
{
    connect(&m_parts.feed, &HistoryFeed::tableSaved, this, [this](const SavedTablePtr& table) {
        if (auto waiting = m_tables.extract(table->request))
            waiting.mapped()(table->text);
    });
}

void ExportCommands::addActions(ActionRegistry& actions)
{
    actions.add("edit.copy", tr("&Copy"), QKeySequence::Copy, [this] { copy(); });
    actions.add("export.chart", tr("C&hart of this page…"), tr("Ctrl+E"), [this] { saveChart(); })
        ->setIconText(tr("Export"));
    actions.add("export.copyChart", tr("Copy the chart as a &picture"), tr("Ctrl+Shift+C"),
        [this] { copyChart(); });
    actions.add(
        "export.table", tr("&Table of experiments…"), tr("Ctrl+Alt+E"), [this] { saveTable(); });
    actions.add(
        "export.copyTable", tr("Copy the table of e&xperiments"), {}, [this] { copyTable(); });
    actions.add("export.patch", tr("&Diff as a patch…"), {}, [this] { savePatch(); });
    actions.add("export.copyPatch", tr("Copy the diff as a p&atch"), {}, [this] { copyPatch(); });
    actions.add("export.report", tr("&Report…"), tr("Ctrl+Shift+E"), [this] { saveReport(); })
        ->setIconText(tr("Export report")); // on a button, where no menu says Export
    actions.add("export.copyReport", tr("Copy the rep&ort"), {}, [this] { copyReport(); });
}

void ExportCommands::addContextMenus(const ActionRegistry& actions)
{
    const auto offer = [&](QWidget& widget, std::initializer_list<const char*> ids) {
        if (widget.contextMenuPolicy() != Qt::DefaultContextMenu)
            return; // it has a menu of its own
        for (const char* id : ids)
            widget.addAction(actions.find(id));
        widget.setContextMenuPolicy(Qt::ActionsContextMenu);
    };
    for (auto* table : m_parts.window.findChildren<QTableView*>()) {
        if (m_parts.experiments.isAncestorOf(table))
            offer(*table, {"edit.copy", "export.copyTable", "export.table"});
        else
            offer(*table, {"edit.copy"});
    }
    for (auto* chart : m_parts.window.findChildren<Chart*>())
        offer(*chart, {"export.copyChart", "export.chart"});
}

// Fields and texts copy their own selection before this is asked.
void ExportCommands::copy()
{
    auto* focus = QApplication::focusWidget();
    if (const auto* table = tableAbove(focus)) {
        if (m_parts.experiments.isAncestorOf(table)) {
            if (isAllSelected(*table))
                return copyTable();
            const auto& model = m_parts.experiments.model();
            const auto rows = table->selectionModel()->selectedRows();
            // Rows that were not scrolled to are in the history alone.
            if (std::any_of(rows.begin(), rows.end(),
                    [&](const QModelIndex& row) { return model.row(row.row()) == nullptr; }))
                return copyTable(m_parts.experiments.selectedIds());
        }
        if (const QString tsv = selectionAsTsv(*table); !tsv.isEmpty()) {
            QApplication::clipboard()->setText(tsv);
            emit said(tr("%n row(s) copied.", nullptr, static_cast<int>(tsv.count('\n')) - 1));
            return;
        }
    }
    const auto charts = this->charts();
    if (const auto* chart = focused(charts))
        return copyChart(*chart);
    if (m_parts.page() == &m_parts.diff || (focus != nullptr && m_parts.diff.isAncestorOf(focus)))
        return copyPatch();
    if (!charts.empty())
        return copyChart(charts.front());
    emit said(tr("Nothing is chosen here that could be copied."));
}

void ExportCommands::saveTable()
{
    if (!hasRun())
        return;
    const std::vector<ExportFileDialog::Format> formats {{tr("CSV, comma-separated"), "csv"},
        {tr("TSV, tab-separated"), "tsv"}, {tr("JSON, one object an experiment"), "json"}};
    ExportFileDialog dialog(
        tr("Export the experiments"),
        tr("All rows that the filter of the experiments page leaves, in its order."),
        suggested(fileStem(m_snapshot->report, "experiments")), formats,
        [this](const QString& file, int format, ExportDialog::Done done) {
            TableExport wanted;
            wanted.format = static_cast<TableFile>(format);
            wanted.file = file;
            readTable(
                std::move(wanted), [done = std::move(done)](const Result<std::string>& table) {
                    done(table ? Result<void>() : Result<void>(fail(table.error())));
                });
        },
        &m_parts.window);
    dialog.setFormat(indexWith(formats, m_choices.tableFormat));
    if (dialog.exec() != QDialog::Accepted)
        return;
    m_choices.tableFormat = formats[static_cast<std::size_t>(dialog.format())].suffix;
    remember(dialog.file());
    emit said(tr("Experiments written to %1").arg(dialog.file()));
}

void ExportCommands::copyTable(std::vector<store::ExperimentId> rows)
{
    if (!hasRun())
        return;
    TableExport wanted;
    wanted.rows = std::move(rows);
    wanted.format = TableFile::Tsv;
    readTable(std::move(wanted), [this](const Result<std::string>& table) {
        if (!table) {
            emit said(text(table.error().message));
            return;
        }
        QApplication::clipboard()->setText(text(*table));
        emit said(tr("%n experiment(s) copied.", nullptr,
            static_cast<int>(std::count(table->begin(), table->end(), '\n')) - 1));
    });
}

void ExportCommands::readTable(TableExport wanted, TableDone done)
{
    wanted.filter = m_parts.experiments.asked();
    wanted.request = ++m_lastTable;
    m_tables.emplace(wanted.request, std::move(done));
    m_parts.feed.saveTable(wanted);
}

// "" where there is none, and says why.
std::string ExportCommands::patchToTake()
{
    auto patch = m_parts.diff.patchText();
    if (m_parts.diff.isComparing())
        emit said(tr("The two sources are still being compared."));
    else if (patch.empty())
        emit said(tr("There is no diff to take: pick a candidate that has a parent."));
    return patch;
}

void ExportCommands::savePatch()
{
    const auto patch = patchToTake();
    if (patch.empty())
        return;
    const auto name = QString("candidate-%1").arg(m_parts.diff.number());
    ExportFileDialog dialog(
        tr("Save the diff as a patch"),
        tr("Apply it with patch -p0 beside a file called candidate that holds the other side."),
        suggested(m_snapshot ? fileStem(m_snapshot->report, name.toStdString()) : name),
        {{tr("Patch, unified"), "patch"}},
        [this, patch](const QString& file, int, ExportDialog::Done done) {
            writeBytesTo(
                file,
                [bytes = QByteArray::fromStdString(patch)]() -> Result<QByteArray> {
                    return bytes;
                },
                std::move(done));
        },
        &m_parts.window);
    if (dialog.exec() != QDialog::Accepted)
        return;
    remember(dialog.file());
    emit said(tr("Patch written to %1").arg(dialog.file()));
}

void ExportCommands::copyPatch()
{
    const auto patch = patchToTake();
    if (patch.empty())
        return;
    QApplication::clipboard()->setText(text(patch));
    emit said(tr("Patch of #%1 copied.").arg(m_parts.diff.number()));
}

void ExportCommands::saveReport()
{
    if (!hasRun())
        return;
    constexpr std::array kFormats {
        ReportFormat::Html, ReportFormat::Pdf, ReportFormat::Markdown, ReportFormat::Json};
    const std::vector<ExportFileDialog::Format> formats {{tr("HTML, one file"), "html"},
        {tr("PDF, for paper"), "pdf"}, {tr("Markdown"), "md"}, {tr("JSON"), "json"}};
    ExportFileDialog dialog(
        tr("Export the report"),
        tr("What was measured, against what, and why to believe it. HTML and PDF have the charts."),
        suggested(fileStem(m_snapshot->report, "report")), formats,
        [this, kFormats](const QString& file, int format, ExportDialog::Done done) {
            writeBytesTo(
                file,
                [snapshot = m_snapshot, wanted = kFormats[static_cast<std::size_t>(format)]]()
                    -> Result<QByteArray> { return reportBytes(snapshot->report, wanted); },
                std::move(done));
        },
        &m_parts.window);
    dialog.setFormat(indexWith(formats, m_choices.reportFormat));
    if (dialog.exec() != QDialog::Accepted)
        return;
    m_choices.reportFormat = formats[static_cast<std::size_t>(dialog.format())].suffix;
    remember(dialog.file());
    emit said(tr("Report written to %1").arg(dialog.file()));
}

void ExportCommands::copyReport()
{
    if (!hasRun())
        return;
    inBackground(
        *this,
        [snapshot = m_snapshot] {
            return std::pair(
                report::writeHtml(snapshot->report), report::writeMarkdown(snapshot->report));
        },
        [this](const std::pair<std::string, std::string>& made) {
            QApplication::clipboard()->setMimeData(reportAsMime(made.first, made.second).release());
            emit said(tr("Report copied, as HTML and as Markdown."));
        });
}

void ExportCommands::writeBytesTo(
    const QString& file, std::function<Result<QByteArray>()> make, ExportDialog::Done done)
{
    inBackground(
        *this,
        [file, make = std::move(make)]() -> Result<void> {
            AK_ASSIGN(const auto bytes, make());
            return writeBytes(file, bytes);
        },
        std::move(done));
}

QString ExportCommands::suggested(const QString& name) const
{
    QString folder = m_choices.folder;
    if (!QFileInfo(folder).isDir())
        folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    return QDir(QFileInfo(folder).isDir() ? folder : QDir::homePath()).filePath(name);
}

void ExportCommands::remember(const QString& file)
{
    m_choices.folder = QFileInfo(file).absolutePath();
    emit choicesChanged(m_choices);
}

bool ExportCommands::hasRun()
{
    if (m_snapshot && m_snapshot->report.run.summary.id.isValid())
        return true;
    emit said(tr("There is no run to export yet."));
    return false;
}

} // namespace autokernel::ui

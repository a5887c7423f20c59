// SPDX-License-Identifier: GPL-3.0-or-later
// What the window can save and copy: charts, tables, patches, the report. Charts are drawn on the
// UI thread; tables are read by the history's reader, all else is made and written in the
// background. UI thread.
#pragma once

#include "ui/bridge/history_feed.h"
#include "ui/dialogs/export_choices.h"
#include "ui/dialogs/export_dialog.h"
#include "ui/pages/diff_page.h"
#include "ui/pages/experiments_page.h"
#include "ui/shell/action_registry.h"

#include <map>

namespace autokernel::ui {

class ExportCommands final : public QObject
{
    Q_OBJECT

public:
    struct Parts // of the window, which owns them and this
    {
        QWidget& window;
        HistoryFeed& feed;
        ExperimentsPage& experiments;
        DiffPage& diff;
        std::function<Page*()> page; // that is shown
    };
    explicit ExportCommands(Parts parts);

    void addActions(ActionRegistry& actions);
    void addContextMenus(const ActionRegistry& actions); // of the window's tables and charts
    void present(const SnapshotPtr& snapshot) { m_snapshot = snapshot; }

    void setChoices(const ExportChoices& choices) { m_choices = choices; } // offered first

signals:
    void said(const QString& sentence);
    void choicesChanged(const autokernel::ui::ExportChoices& choices); // by the user

private:
    using TableDone = std::function<void(const Result<std::string>&)>;

    void copy(); // what has the focus
    void saveChart();
    void copyChart();
    void copyChart(const ChartOffer& chart);
    std::vector<ChartOffer> charts() const; // that are seen
    static const ChartOffer* focused(const std::vector<ChartOffer>& charts);
    void saveTable();
    void copyTable(std::vector<store::ExperimentId> rows = {}); // without some: all
    std::string patchToTake();
    void savePatch();
    void copyPatch();
    void saveReport();
    void copyReport();

    void writeChart(const ChartOffer& chart, const ChartExport& wanted, ExportDialog::Done done);
    void readTable(TableExport wanted, TableDone done);
    void writeBytesTo(
        const QString& file, std::function<Result<QByteArray>()> make, ExportDialog::Done done);
    QString suggested(const QString& name) const; // in the folder of the last export
    void remember(const QString& file); // its folder, and whatever else was chosen
    bool hasRun(); // says so where there is none

    Parts m_parts;
    SnapshotPtr m_snapshot;
    ExportChoices m_choices; // of the last exports
    std::map<std::uint64_t, TableDone> m_tables; // on their way
    std::uint64_t m_lastTable = 0;
};

} // namespace autokernel::ui

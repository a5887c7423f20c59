// SPDX-License-Identifier: GPL-3.0-or-later
// What one may do in the window: its actions, the menus that show them and the command palette.
#include "ui/dialogs/shortcuts_dialog.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/evening.h"
#include "ui/shell/main_window.h"
#include "ui/shell/shown_path.h"
#include "ui/text.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QMenuBar>
#include <QMessageBox>
#include <QSysInfo>

namespace autokernel::ui {
namespace {

struct PageAction
{
    MainWindow::View view;
    const char* id;
    const char* text; // translated where it is used
};

constexpr std::array kPages {
    PageAction {MainWindow::View::Morning, "page.morning",
        QT_TRANSLATE_NOOP("autokernel::ui::MainWindow", "&Morning")},
    PageAction {MainWindow::View::Progress, "page.progress",
        QT_TRANSLATE_NOOP("autokernel::ui::MainWindow", "&Progress")},
    PageAction {MainWindow::View::Roofline, "page.roofline",
        QT_TRANSLATE_NOOP("autokernel::ui::MainWindow", "&Roofline")},
    PageAction {MainWindow::View::Kernels, "page.kernels",
        QT_TRANSLATE_NOOP("autokernel::ui::MainWindow", "&Kernels")},
    PageAction {MainWindow::View::Experiments, "page.experiments",
        QT_TRANSLATE_NOOP("autokernel::ui::MainWindow", "&Experiments")},
    PageAction {MainWindow::View::Diff, "page.diff",
        QT_TRANSLATE_NOOP("autokernel::ui::MainWindow", "&Diff")},
    PageAction {MainWindow::View::Runs, "page.runs",
        QT_TRANSLATE_NOOP("autokernel::ui::MainWindow", "R&uns")},
    PageAction {
        MainWindow::View::Log, "page.log", QT_TRANSLATE_NOOP("autokernel::ui::MainWindow", "L&og")},
};

} // namespace

void MainWindow::buildActions()
{
    auto& actions = *m_actions;
    actions.add("run.new", tr("&New run…"), QKeySequence::New, [this] { m_evening->newRun(); });
    actions.add("run.pause", tr("&Pause after this experiment"), tr("Ctrl+Shift+R"),
        [this] { m_header->togglePause(); });
    actions.add("run.skip", tr("&Skip this kernel"), tr("Ctrl+K"), [this] {
        m_actions->find("run.hold")->setChecked(false); // the engine lets go of it too
        m_engine.skipKernel();
    });
    auto* hold = actions.add("run.hold", tr("Stay on this &kernel"), tr("Ctrl+Shift+K"),
        [this] { m_engine.holdKernel(m_actions->find("run.hold")->isChecked()); });
    hold->setCheckable(true);
    actions.add("run.finish", tr("S&top, verify and report"), tr("Ctrl+."), [this] {
        m_engine.finish();
        setOwnRun(true, false); // which ends a pause
    });
    actions.add("run.resume", tr("&Continue this run"), tr("Ctrl+R"), [this] {
        if (m_snapshot)
            start({}, m_snapshot->report.run.summary.id);
    });
    actions.add(
        "history.open", tr("&Open history…"), QKeySequence::Open, [this] { openHistory(); });
    actions.add(
        "history.example", tr("Look at the e&xample"), {}, [this] { m_evening->openExample(); });
    actions.add("window.check", tr("&System check"), {}, [this] { showWelcome(); });
    actions.add("window.quit", tr("&Quit"), tr("Ctrl+Q"), [this] { close(); });
    for (std::size_t i = 0; i < kPages.size(); ++i)
        actions.add(kPages[i].id, tr(kPages[i].text), QKeySequence(QString("Ctrl+%1").arg(i + 1)),
            [this, view = kPages[i].view] { showView(view); });
    actions.add("experiment.find", tr("&Find"), QKeySequence::Find, [this] {
        if (m_pages->currentWidget() == m_diff)
            return m_diff->find(); // the text that one looks at is meant
        if (auto* search = m_pages->currentWidget()->findChild<SearchBox*>())
            return search->focusField(); // the list, likewise
        showView(View::Experiments);
        m_experiments->focusSearch();
    });
    actions.add("experiment.best", tr("&Best candidate"), tr("Ctrl+B"), [this] { pickBest(); });
    actions.add("experiment.back", tr("Pre&vious pick"), tr("Alt+Left"),
        [this] { pickAgain(m_picks.back()); });
    actions.add("experiment.forward", tr("Ne&xt pick"), tr("Alt+Right"),
        [this] { pickAgain(m_picks.forward()); });
    actions.add("diff.next", tr("&Next change"), tr("F7"), [this] { m_diff->step(1); });
    actions.add(
        "diff.previous", tr("&Previous change"), tr("Shift+F7"), [this] { m_diff->step(-1); });
    actions.add("diff.other", tr("Co&mpare with…"), tr("Ctrl+D"), [this] {
        showView(View::Diff);
        m_diff->chooseOther();
    });
    actions.add("diff.unified", tr("&Unified or side by side"), tr("Ctrl+U"),
        [this] { m_diff->setUnified(!m_diff->isUnified()); });
    actions.add("window.palette", tr("&Commands…"), tr("Ctrl+Shift+P"), [this] { showPalette(); });
    m_export->addActions(actions);
    actions.add("export.package", tr("Save model and &kernels…"), tr("Ctrl+Shift+S"),
        [this] { m_package->save(); });
    actions
        .add("help.shortcuts", tr("&Keyboard shortcuts"), tr("Ctrl+/"),
            [this] { ShortcutsDialog(*m_actions, this).exec(); })
        ->setShortcuts({tr("F1"), tr("Ctrl+/")});
    actions.add("help.about", tr("&About"), {}, [this] { showAbout(); });
    updateRunActions();
}

void MainWindow::buildMenus()
{
    constexpr const char* kSeparator = "";
    const auto fill = [this](const QString& title, std::initializer_list<const char*> ids) {
        auto* menu = menuBar()->addMenu(title);
        for (const char* id : ids) {
            if (std::string_view(id) == kSeparator)
                menu->addSeparator();
            else
                menu->addAction(m_actions->find(id));
        }
    };
    fill(tr("&Run"),
        {"run.new", kSeparator, "run.pause", "run.skip", "run.hold", "run.finish", "run.resume",
            kSeparator, "history.open", "history.example", kSeparator, "window.quit"});
    fill(tr("&View"),
        {"page.morning", "page.progress", "page.roofline", "page.kernels", "page.experiments",
            "page.diff", "page.runs", "page.log", kSeparator, "dock.kernels", "dock.details",
            "dock.log", "window.nextPanel", "window.columns", kSeparator, "experiment.find",
            "experiment.best", "experiment.back", "experiment.forward", kSeparator, "diff.next",
            "diff.previous", "diff.other", "diff.unified", kSeparator, "theme.system",
            "theme.light", "theme.dark", kSeparator, "window.palette", "window.reset",
            "window.settings"});
    fill(tr("E&xperiment"),
        {"edit.undo", "edit.redo", kSeparator, "experiment.pin", "experiment.note",
            "experiment.baseline", kSeparator, "run.note", "runs.compare"});
    fill(tr("&Export"),
        {"edit.copy", kSeparator, "export.chart", "export.copyChart", kSeparator, "export.table",
            "export.copyTable", kSeparator, "export.patch", "export.copyPatch", kSeparator,
            "export.report", "export.copyReport", kSeparator, "export.package"});
    fill(tr("&Help"), {"window.check", "help.shortcuts", "help.about"});
}

void MainWindow::showPalette()
{
    std::vector<Command> commands;
    for (auto* action : m_actions->all())
        if (action->isEnabled() && action->objectName() != "window.palette")
            commands.push_back(
                {plainText(*action), action->shortcut().toString(QKeySequence::NativeText),
                    [action] { action->trigger(); }});
    std::int64_t lastNumber = 0; // controls have numbers, too, and count as no experiments
    if (m_snapshot) {
        if (const auto& points = m_snapshot->report.progress; !points.empty())
            lastNumber = points.back().number;
        for (const auto& run : m_snapshot->runs)
            commands.push_back({tr("Run %1: %2").arg(run.id.value).arg(text(run.subject)),
                stateText(run.state, !m_snapshot->isWrittenElsewhere),
                [this, id = run.id] { showRun(id); }});
        for (const auto& kernel : m_snapshot->report.kernels) {
            const auto name = text(kernel.target.target.key());
            commands.push_back({name, tr("kernel"), [this, name] { showKernel(name); }});
        }
    }
    CommandPalette(
        std::move(commands), lastNumber, [this](std::int64_t number) { pick(number); }, this)
        .exec();
}

void MainWindow::openHistory()
{
    const QString file = QFileDialog::getOpenFileName(
        this, tr("History"), {}, tr("Histories (*.db);;All files (*)"));
    if (file.isEmpty())
        return;
    setHistory(file.toStdString());
}

// With what a bug report needs, ready to be copied.
void MainWindow::showAbout()
{
    constexpr int kMostLetters = 120; // of the history's place: it is copied, too
    QString details
        = tr("Qt %1, QCustomPlot %2\n%3, %4\nHistory: %5")
              .arg(qVersion(), QCUSTOMPLOT_VERSION_STR, QSysInfo::prettyProductName(),
                  QSysInfo::currentCpuArchitecture(), shownPath(m_history, kMostLetters));
    if (m_snapshot)
        details += tr("\nDevice: %1").arg(text(m_snapshot->report.run.device.name));
    QMessageBox box(this);
    box.setWindowTitle(tr("About AutoKernel"));
    box.setIconPixmap(QApplication::windowIcon().pixmap(64));
    box.setTextFormat(Qt::RichText);
    box.setText(tr("<b>AutoKernel %1</b><br>Faster kernels for PyTorch models, with the proof.")
                    .arg(AUTOKERNEL_VERSION));
    box.setInformativeText(
        tr("Free software: the window under GPL 3 or later, the engine under Apache 2.0.") + "\n\n"
        + details);
    auto* copy = box.addButton(tr("Copy diagnostics"), QMessageBox::ActionRole);
    box.setDefaultButton(box.addButton(QMessageBox::Close));
    box.exec();
    if (box.clickedButton() == copy)
        QApplication::clipboard()->setText(
            tr("AutoKernel %1").arg(AUTOKERNEL_VERSION) + '\n' + details);
}

} // namespace autokernel::ui

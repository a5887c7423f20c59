// SPDX-License-Identifier: GPL-3.0-or-later
// The window's own run: how it is started, told what to do, and ended, by the window's end too.
#include "ui/shell/evening.h"
#include "ui/shell/main_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QMessageBox>
#include <QTimer>

namespace autokernel::ui {
namespace {

// A dialog works on what the pages showed when it was opened: what changes them waits for its end.
void whenNoDialog(QObject& context, std::function<void()> then)
{
    const auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
    if (!dialog)
        return then();
    QObject::connect(
        dialog, &QDialog::finished, &context,
        [&context, then = std::move(then)] {
            QTimer::singleShot(0, &context, [&context, then] { whenNoDialog(context, then); });
        },
        Qt::SingleShotConnection);
}

} // namespace

void MainWindow::connectEngine()
{
    m_presence->follow(m_engine);
    connect(m_presence, &DesktopPresence::sleepChanged, m_status, &StatusLine::setSleep);
    connect(&m_engine, &EngineSession::progress, m_header, &RunHeader::showProgress);
    connect(&m_engine, &EngineSession::notice, this,
        [this](const QString& sentence, bool) { say(sentence); });
    connect(&m_engine, &EngineSession::holdEnded, this,
        [this] { m_actions->find("run.hold")->setChecked(false); });
    connect(&m_engine, &EngineSession::ended, this, &MainWindow::concludeRun);
    connect(m_header, &RunHeader::pauseToggled, this, [this](bool pause) {
        if (!m_engine.isRunning())
            return;
        m_engine.pauseAfterThis(pause);
        setOwnRun(true, pause);
    });
    // The header's buttons are the same commands as the menu's.
    const auto trigger = [this](auto signal, const char* id) {
        connect(m_header, signal, m_actions->find(id), &QAction::trigger);
    };
    trigger(&RunHeader::newRunWanted, "run.new");
    trigger(&RunHeader::skipWanted, "run.skip");
    trigger(&RunHeader::holdWanted, "run.hold");
    connect(m_actions->find("run.hold"), &QAction::toggled, m_header, &RunHeader::setHeld);
    trigger(&RunHeader::stopWanted, "run.finish");
    trigger(&RunHeader::resumeWanted, "run.resume");
}

void MainWindow::start(engine::RunConfig config, std::optional<store::RunId> resume)
{
    if (m_evening->showsExample())
        setHistory(m_evening->ownHistory());
    m_runHistory = m_history;
    m_evening->whenQuiet(
        [this, request = EngineSession::Request {std::move(config), m_history, resume}] {
            m_engine.start(request);
            setOwnRun(true, false); // what was pressed while it waited meant no run yet
            updateRunActions();
        });
    setOwnRun(true, false);
    m_evening->setRunning(true);
    m_runs->setOwnProcess(true);
    showRun({});
    m_header->showProgress({}); // "Preparing", though the system check may have to end before
    showView(View::Progress);
    emit ownRunChanged();
}

void MainWindow::setOwnRun(bool isRunning, bool isPaused)
{
    m_header->setOwnRun(isRunning, isPaused);
    m_actions->find("run.pause")
        ->setText(isPaused ? tr("&Resume") : tr("&Pause after this experiment"));
}

void MainWindow::concludeRun(bool failed, const QString& summary)
{
    setOwnRun(false, false);
    m_evening->setRunning(false);
    m_actions->find("run.hold")->setChecked(false);
    if (m_closesAtEnd) {
        close();
        return;
    }
    m_runs->setOwnProcess(false);
    updateRunActions();
    say(summary);
    whenNoDialog(*this, [this, failed, summary] { showEnd(failed, summary); });
}

void MainWindow::showEnd(bool failed, const QString& summary)
{
    showOwnRun(); // its result must not be looked for in another history
    m_runHistory.clear();
    say(summary);
    emit ownRunChanged();
    if (failed)
        QMessageBox::warning(this, tr("The run ended"), summary);
    else
        showView(View::Morning);
}

// What is read only cannot be commanded, and what runs is not continued.
void MainWindow::updateRunActions()
{
    const bool isOwn = m_engine.isRunning();
    for (const char* id : {"run.pause", "run.skip", "run.hold", "run.finish"})
        m_actions->find(id)->setEnabled(isOwn && showsOwnRun());
    const bool hasRun = m_snapshot && m_snapshot->report.run.summary.id.isValid();
    m_actions->find("run.new")->setEnabled(m_header->offersNew());
    m_actions->find("run.resume")
        ->setEnabled(!isOwn && m_header->offersResume() && !m_evening->showsExample());
    for (const char* id :
        {"export.report", "export.copyReport", "export.table", "export.copyTable"})
        m_actions->find(id)->setEnabled(hasRun);
    m_actions->find("export.package")
        ->setEnabled(hasRun && !m_evening->showsExample() // which ships without its package
            && m_snapshot->report.run.summary.kind == store::RunKind::Model);
    m_actions->find("experiment.best")->setEnabled(m_snapshot != nullptr);
}

bool MainWindow::confirmsClosing()
{
    return QMessageBox::question(this, tr("A run goes on"),
               tr("Stop it and close? The experiment in flight is lost; the run can be continued "
                  "later."),
               QMessageBox::Close | QMessageBox::Cancel, QMessageBox::Cancel)
        == QMessageBox::Close;
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!m_engine.isRunning())
        return event->accept();
    event->ignore();
    if (m_closesAtEnd)
        return;
    if (m_settings.asksBeforeClosing && !confirmsClosing())
        return;
    if (!m_engine.isRunning()) // it ended while the question stood
        return event->accept();
    m_closesAtEnd = true;
    setEnabled(false);
    say(tr("Stopping the run; the window closes when its last words are stored."));
    m_engine.stop();
}

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/evening.h"

#include "ui/text.h"
#include "ui/wizard/drop_decision.h"
#include "ui/wizard/run_file.h"
#include "ui/wizard/run_wizard.h"

#include "base/files.h"

#include <QUrl>

namespace autokernel::ui {
namespace {

using namespace std::chrono_literals;
constexpr auto kDemoTime = 120s;

// What a look at a dropped file came to; the draft is of a run.toml.
struct Dropped
{
    FileFacts facts;
    DropDecision decision;
    RunDraft draft;
};

Dropped lookAtDropped(const std::filesystem::path& file, const RunDraft& first)
{
    Dropped dropped;
    dropped.facts = lookAtFile(file);
    dropped.decision = decideDrop(dropped.facts);
    if (dropped.decision.act != DropDecision::Act::LoadRun) {
        dropped.draft = draftWith(first, dropped.facts);
        return dropped;
    }
    auto draft = loadRunFile(file);
    if (draft)
        dropped.draft = std::move(*draft);
    else
        dropped.decision = {DropDecision::Act::Refuse, text(draft.error().message)};
    return dropped;
}

} // namespace

Evening::Evening(WelcomePage& welcome, NoticeStrip& notice, QWidget& window, WorkerMaker workers)
    : QObject(&window)
    , m_welcome(welcome)
    , m_notice(notice)
    , m_window(window)
    , m_check(workers)
    , m_probe(workers)
    , m_ladder(workers)
{
    connect(&m_check, &SystemCheck::changed, &m_welcome,
        [this](const SystemFactsPtr& facts) { m_welcome.showCheck(*facts); });
    connect(&m_check, &SystemCheck::doing, &m_welcome, &WelcomePage::showDoing);
    connect(&m_welcome, &WelcomePage::checkWanted, this, [this] { checkSystem(true); });
    connect(&m_welcome, &WelcomePage::newRunWanted, this, [this] { newRun(); });
    connect(&m_welcome, &WelcomePage::exampleWanted, this, &Evening::openExample);
    connect(&m_welcome, &WelcomePage::demoWanted, this, [this] { emit startWanted(demoRun()); });
}

Evening::~Evening()
{
    delete m_wizard;
}

std::filesystem::path Evening::exampleHistory()
{
    return installationRoot() / "resources/example/history.db";
}

engine::RunConfig Evening::demoRun()
{
    engine::RunConfig config;
    config.target = kernel::Target {};
    config.target->type = "layernorm";
    config.target->symbols = {{"R", 128}, {"D", 768}};
    config.wallClock = kDemoTime;
    return config;
}

void Evening::setHistory(const std::filesystem::path& history)
{
    m_shown = history;
    m_runs.clear();
    if (!showsExample()) {
        m_own = history;
        m_notice.takeBack(NoticeStrip::Matter::Example);
        return;
    }
    m_notice.offer(NoticeStrip::Matter::Example,
        {tr("This is an example: a real run, recorded on another machine and opened read-only. "
            "Judge its samples again with `autokernel-cli judge`."),
            tr("Back to my history"), [this] { emit historyWanted(text(m_own.string())); }});
}

void Evening::setRuns(std::vector<store::RunSummary> runs)
{
    if (!showsExample())
        m_runs = std::move(runs);
}

void Evening::setRunning(bool isRunning)
{
    m_isRunning = isRunning;
    m_welcome.setRunning(isRunning);
}

RunDraft Evening::firstDraft() const
{
    RunDraft draft;
    if (m_budget.isEmpty())
        return draft;
    draft.hasClock = m_budget.contains(':');
    draft.hasDuration = !draft.hasClock;
    if (draft.hasClock)
        draft.clock = m_budget.rightJustified(5, '0'); // HH:mm
    else
        draft.duration = m_budget;
    return draft;
}

void Evening::newRun()
{
    newRun(firstDraft());
}

void Evening::newRun(RunDraft draft)
{
    if (m_isRunning)
        return m_notice.say(tr("A run goes on; stop it, or let it end, before another begins."));
    if (m_wizard)
        return m_wizard->raise();
    checkOnce(); // the wizard offers the devices that it finds
    m_wizard
        = new RunWizard({m_probe, m_ladder, m_check, m_own, m_runs}, std::move(draft), &m_window);
    m_wizard->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_wizard, &QDialog::accepted, this, [this] { emit startWanted(m_wizard->config()); });
    m_wizard->open();
}

void Evening::whenQuiet(std::function<void()> then)
{
    m_check.cancel();
    m_probe.cancel();
    m_ladder.cancel();
    m_check.background().whenIdle(this, [this, then = std::move(then)] {
        m_probe.background().whenIdle(
            this, [this, then] { m_ladder.background().whenIdle(this, then); });
    });
}

void Evening::openExample()
{
    emit historyWanted(text(exampleHistory().string()));
}

void Evening::checkSystem(bool remeasure)
{
    m_check.start({m_own, !m_isRunning, remeasure});
}

void Evening::checkOnce()
{
    if (!m_check.facts() && !m_check.isBusy())
        checkSystem();
}

void Evening::drop(const QMimeData& data)
{
    const auto urls = data.urls();
    if (urls.size() > 1)
        return m_notice.say(refusalOfMany());
    if (urls.isEmpty() || !urls.front().isLocalFile())
        return m_notice.say(refusalOfNoFile());
    open(urls.front().toLocalFile().toStdString());
}

void Evening::open(const std::filesystem::path& file)
{
    m_files.start([file, first = firstDraft()](std::stop_token,
                      const Background::Say&) { return lookAtDropped(file, first); },
        [this](Dropped dropped) {
            switch (dropped.decision.act) {
            case DropDecision::Act::Refuse:
                return m_notice.say(dropped.decision.sentence);
            case DropDecision::Act::OpenHistory:
                emit historyWanted(text(dropped.facts.path.string()));
                return;
            default:
                newRun(std::move(dropped.draft));
            }
        });
}

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop/desktop_presence.h"

#include "ui/figures.h"

namespace autokernel::ui {

DesktopPresence::DesktopPresence(std::vector<std::unique_ptr<InhibitService>> services,
    Notifier::Show show, std::function<bool()> isWatched, QObject* parent)
    : QObject(parent)
    , m_notifier(std::move(show), std::move(isWatched))
    , m_sleep(std::move(services))
{
    connect(&m_sleep, &SleepInhibitor::changed, this,
        [this] { emit sleepChanged(m_sleep.sentence()); });
}

void DesktopPresence::follow(EngineSession& engine)
{
    connect(&engine, &EngineSession::started, this, &DesktopPresence::begin);
    connect(&engine, &EngineSession::progress, this, &DesktopPresence::progress);
    connect(&engine, &EngineSession::ended, this, &DesktopPresence::end);
}

void DesktopPresence::begin()
{
    m_best.reset();
    m_sleep.setWanted(true);
}

void DesktopPresence::progress(const engine::Progress& progress)
{
    m_sleep.setWanted(progress.phase != engine::Phase::Paused);
    if (m_best && progress.bestSpeedup > *m_best)
        m_notifier.newBest(tr("%1 runs %2 as fast as %3.")
                               .arg(text(progress.bestKernel), speedup(progress.bestSpeedup),
                                   text(progress.baseline)));
    m_best = std::max(m_best.value_or(0), progress.bestSpeedup);
}

void DesktopPresence::end(bool failed, const QString& summary)
{
    m_sleep.setWanted(false);
    m_notifier.runEnded(failed, summary);
}

} // namespace autokernel::ui

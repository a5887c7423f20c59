// SPDX-License-Identifier: GPL-3.0-or-later
// What is optimised, on what, in which state, how long still, and the things that one may do. UI
// thread.
#pragma once

#include "ui/bridge/snapshot.h"
#include "ui/shell/card.h"

#include "engine/event.h"

#include <QProgressBar>
#include <QPushButton>

namespace autokernel::ui {

class RunHeader final : public QFrame
{
    Q_OBJECT

public:
    explicit RunHeader(QWidget* parent = nullptr);

    void present(const Snapshot& snapshot);
    void presentFailure(const QString& sentence); // the history cannot be read; until present()
    void showProgress(const engine::Progress& progress);
    // Whether a run goes on in this process, and whether it is the one that is shown: what is read
    // only cannot be commanded.
    void setOwnRun(bool running, bool paused);
    void setReadOnly(bool isReadOnly) { m_isReadOnly = isReadOnly; } // from the next present()
    void setShowsOwnRun(bool shows);
    void togglePause() { m_pause->toggle(); }
    void setHeld(bool held); // the present kernel is searched on
    bool offersResume() const { return m_resume->isVisibleTo(this); }
    bool offersNew() const { return m_new->isVisibleTo(this); }

signals:
    void newRunWanted();
    void resumeWanted();
    void pauseToggled(bool pause);
    void skipWanted();
    void holdWanted(bool hold); // keep searching the present kernel
    void stopWanted();
    void ownRunWanted(); // to be shown again

private:
    void setState(const QString& text, const char* tone);
    void presentStored(const store::RunDetails& run);
    void updateButtons();

    QLabel* m_subject;
    QLabel* m_details;
    QLabel* m_state;
    QLabel* m_doing;
    QLabel* m_left;
    QProgressBar* m_budget;
    QPushButton* m_pause;
    QPushButton* m_skip;
    QPushButton* m_hold;
    QPushButton* m_stop;
    QPushButton* m_resume;
    QPushButton* m_new;
    QPushButton* m_back;
    std::optional<engine::Progress> m_progress; // the last one of the run that goes on here
    std::chrono::seconds m_mostLeft {0};
    bool m_isReadOnly = false;
    bool m_isUnreadable = false;
    bool m_isOwn = false; // a run goes on here
    bool m_showsOwn = true;
    std::optional<std::int64_t> m_otherWriter;
    std::optional<store::RunState> m_stored; // of the run that is shown
};

} // namespace autokernel::ui

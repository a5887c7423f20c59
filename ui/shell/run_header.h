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
    void showProgress(const engine::Progress& progress);
    // Whether this process holds the run: what is read only cannot be commanded.
    void setOwnRun(bool running, bool paused);
    void setReadOnly(bool isReadOnly) { m_isReadOnly = isReadOnly; } // from the next present()
    void togglePause() { m_pause->toggle(); }
    bool offersResume() const { return m_resume->isVisibleTo(this); }

signals:
    void newRunWanted();
    void resumeWanted();
    void pauseToggled(bool pause);
    void skipWanted();
    void stopWanted();

private:
    void setState(const QString& text, const char* tone);

    QLabel* m_subject;
    QLabel* m_details;
    QLabel* m_state;
    QLabel* m_doing;
    QLabel* m_left;
    QProgressBar* m_budget;
    QPushButton* m_pause;
    QPushButton* m_skip;
    QPushButton* m_stop;
    QPushButton* m_resume;
    QPushButton* m_new;
    std::chrono::seconds m_mostLeft {0};
    bool m_isReadOnly = false;
    bool m_isOwn = false;
};

} // namespace autokernel::ui

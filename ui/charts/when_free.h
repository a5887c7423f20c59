// SPDX-License-Identifier: GPL-3.0-or-later
// Does something as soon as no hand is at work on what it replaces: no mouse button is down on a
// watched plot, and the list of no watched choice is open. So a live run takes nothing out of the
// user's hand. UI thread.
#pragma once

#include <QComboBox>
#include <functional>
#include <set>
#include <vector>

namespace autokernel::ui {

class Plot;

class WhenFree final : public QObject
{
    Q_OBJECT

public:
    explicit WhenFree(std::function<void()> act);

    void watch(Plot& plot);
    void watch(QComboBox& choice);
    void ask(); // at once, or when the hand has left

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool isBusy();
    void actSoon(); // when the event that frees has had its effect
    void actIfFree();

    std::function<void()> m_act;
    std::vector<QComboBox*> m_choices;
    std::set<const QObject*> m_held; // plots with the left button down
    bool m_isDue = false;
};

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// Does something for a widget as soon as it is seen: at once, or when it is shown next. So pages
// that nobody looks at cost a live run nothing. UI thread.
#pragma once

#include <QWidget>
#include <functional>

namespace autokernel::ui {

class WhenSeen final : public QObject
{
    Q_OBJECT

public:
    WhenSeen(QWidget& widget, std::function<void()> act); // a member of `widget`

    void ask();
    bool isDue() const { return m_isDue; } // it was asked for and not seen since

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void actNow();

    QWidget& m_widget;
    std::function<void()> m_act;
    bool m_isDue = false;
};

} // namespace autokernel::ui

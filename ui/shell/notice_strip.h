// SPDX-License-Identifier: GPL-3.0-or-later
// A sentence across the window with at most one thing to do about it: not a box that has to be
// closed before one can go on. UI thread.
#pragma once

#include "ui/shell/card.h"

#include <QPushButton>
#include <functional>

namespace autokernel::ui {

class NoticeStrip final : public QFrame
{
    Q_OBJECT

public:
    explicit NoticeStrip(QWidget* parent = nullptr);

    void say(const QString& sentence); // until it is closed
    // Stays until it is taken back, and has a button that does something.
    void offer(const QString& sentence, const QString& button, std::function<void()> act);
    void takeBack();
    QString sentence() const { return isHidden() ? QString() : m_sentence->text(); }

private:
    void showOffer();

    QLabel* m_sentence;
    QPushButton* m_act;
    QPushButton* m_close;
    QString m_offer; // shown again when a later sentence was closed; "" none
    QString m_offerButton;
    std::function<void()> m_offerAct;
};

} // namespace autokernel::ui

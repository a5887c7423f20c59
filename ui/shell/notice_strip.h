// SPDX-License-Identifier: GPL-3.0-or-later
// A sentence across the window with at most one thing to do about it: not a box that has to be
// closed before one can go on. UI thread.
#pragma once

#include "ui/shell/card.h"

#include <QPushButton>
#include <functional>
#include <map>

namespace autokernel::ui {

class NoticeStrip final : public QFrame
{
    Q_OBJECT

public:
    explicit NoticeStrip(QWidget* parent = nullptr);

    // What holds for longer than one look, the most pressing first.
    enum class Matter
    {
        Unreadable,
        OtherWriter,
        Example
    };
    struct Offer
    {
        QString sentence;
        QString button; // "": there is nothing to do about it
        std::function<void()> act;
    };

    void say(const QString& sentence); // until it is closed
    // Stays until it is taken back; of several the most pressing one is shown.
    void offer(Matter matter, Offer offer);
    void takeBack(Matter matter);
    QString sentence() const { return isHidden() ? QString() : m_sentence->text(); }

private:
    void showOffer();

    QLabel* m_sentence;
    QPushButton* m_act;
    QPushButton* m_close;
    std::map<Matter, Offer> m_offers; // shown again when a later sentence was closed
    bool m_isSaid = false; // a sentence covers them
};

} // namespace autokernel::ui

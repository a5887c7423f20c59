// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/notice_strip.h"

namespace autokernel::ui {

NoticeStrip::NoticeStrip(QWidget* parent)
    : QFrame(parent)
    , m_sentence(makeLabel({}))
    , m_act(new QPushButton)
    , m_close(new QPushButton(tr("Close")))
{
    setObjectName("notice");
    m_sentence->setWordWrap(true);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 8, 12, 8);
    layout->setSpacing(12);
    layout->addWidget(m_sentence, 1);
    layout->addWidget(m_act);
    layout->addWidget(m_close);
    connect(m_act, &QPushButton::clicked, this, [this] {
        if (const auto act = m_offerAct) // a copy: it may take the offer back
            act();
    });
    connect(m_close, &QPushButton::clicked, this, [this] {
        if (m_offer.isEmpty())
            hide();
        else
            showOffer();
    });
    hide();
}

void NoticeStrip::say(const QString& sentence)
{
    m_sentence->setText(sentence);
    m_act->hide();
    m_close->show();
    show();
}

void NoticeStrip::offer(const QString& sentence, const QString& button, std::function<void()> act)
{
    m_offer = sentence;
    m_offerButton = button;
    m_offerAct = std::move(act);
    showOffer();
}

void NoticeStrip::showOffer()
{
    m_sentence->setText(m_offer);
    m_act->setText(m_offerButton);
    m_act->show();
    m_close->hide();
    show();
}

void NoticeStrip::takeBack()
{
    m_offer.clear();
    m_offerAct = {};
    hide();
}

} // namespace autokernel::ui

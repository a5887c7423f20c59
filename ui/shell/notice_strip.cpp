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
        if (m_offers.empty())
            return;
        if (const auto act = m_offers.begin()->second.act) // a copy: it may take the offer back
            act();
    });
    connect(m_close, &QPushButton::clicked, this, &NoticeStrip::showOffer);
    hide();
}

void NoticeStrip::say(const QString& sentence)
{
    m_isSaid = true;
    m_sentence->setText(sentence);
    m_act->hide();
    m_close->show();
    show();
}

void NoticeStrip::offer(Matter matter, Offer offer)
{
    auto& standing = m_offers[matter];
    const bool isNew = standing.sentence != offer.sentence;
    standing = std::move(offer);
    if (isNew)
        showOffer();
}

void NoticeStrip::takeBack(Matter matter)
{
    if (m_offers.erase(matter) > 0 && !m_isSaid)
        showOffer();
}

void NoticeStrip::showOffer()
{
    m_isSaid = false;
    if (m_offers.empty())
        return hide();
    const auto& offer = m_offers.begin()->second;
    m_sentence->setText(offer.sentence);
    m_act->setText(offer.button);
    m_act->setVisible(!offer.button.isEmpty());
    m_close->hide();
    show();
}

} // namespace autokernel::ui

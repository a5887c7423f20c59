// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/page.h"

#include "ui/theme/metrics.h"

#include <QScrollArea>

namespace autokernel::ui {
namespace {

constexpr int kSideRoom = kSideWidth + kPageMargin;

} // namespace

QSize Page::minimumSizeHint() const
{
    auto least = QWidget::minimumSizeHint();
    if (m_side != nullptr && !m_side->isHidden())
        least.rwidth() -= kSideRoom;
    return least;
}

void Page::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (m_side == nullptr)
        return;
    m_side->setVisible(width() >= minimumSizeHint().width() + kSideRoom);
    if (!m_holdsMargin)
        return;
    auto margins = layout()->contentsMargins();
    margins.setRight(m_side->isHidden() ? kPageMargin : 0);
    layout()->setContentsMargins(margins);
}

void Page::addScrollingSide(QBoxLayout& page, QWidget* cards)
{
    auto* side = new QScrollArea;
    cards->setFixedWidth(kSideWidth);
    side->setWidget(cards);
    side->setWidgetResizable(true);
    side->setFrameShape(QFrame::NoFrame);
    side->setFixedWidth(kSideRoom);
    side->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    page.addWidget(side);
    auto margins = page.contentsMargins();
    margins.setRight(0);
    page.setContentsMargins(margins);
    m_holdsMargin = true;
    setSide(side);
}

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/page.h"

#include "ui/theme/metrics.h"

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
    if (m_side != nullptr)
        m_side->setVisible(width() >= minimumSizeHint().width() + kSideRoom);
}

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/title_line.h"

#include "ui/shell/card.h"
#include "ui/unbroken.h"

#include <QTimer>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kRemarkGap = 10; // pixels between title and remark
constexpr int kBelow = 2;
constexpr int kStretch = 100; // all the room that a card's controls leave

} // namespace

TitleLine::TitleLine(QWidget* title)
    : m_title(title)
    , m_label(makeLabel({}, Type::Small, true))
    , m_layout(new QBoxLayout(QBoxLayout::LeftToRight, this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->addWidget(m_title);
    m_layout->addWidget(m_label, 1);
    // Later: who hears it may take the link away, in the middle of its own click.
    connect(m_label, &QLabel::linkActivated, this,
        [this] { QTimer::singleShot(0, this, &TitleLine::linkActivated); });
    m_label->setWordWrap(true);
    m_label->setMinimumWidth(1); // its height is set by hand
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_label->setSizePolicy(policy);
    policy.setHorizontalPolicy(QSizePolicy::Expanding);
    policy.setVerticalPolicy(QSizePolicy::Preferred);
    policy.setHorizontalStretch(kStretch);
    setSizePolicy(policy);
}

void TitleLine::setRemark(const QString& remark, const QString& whole, const QString& link)
{
    m_remark = remark;
    m_whole = whole;
    m_link = link;
    m_label->setTextFormat(link.isEmpty() ? Qt::PlainText : Qt::RichText);
    m_label->setTextInteractionFlags(
        link.isEmpty() ? Qt::TextSelectableByMouse : Qt::TextBrowserInteraction);
    arrange();
}

void TitleLine::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void TitleLine::arrange()
{
    const auto metrics = m_label->fontMetrics();
    const int title = m_title->isHidden()
        ? 0
        : std::min(m_title->sizeHint().width(), m_title->maximumWidth()) + kRemarkGap;
    // A pixel more: a width that just fits is broken all the same.
    const bool fits = title + metrics.horizontalAdvance(m_remark) + 1 <= width();
    const bool isCut = title > width() + kRemarkGap && !m_whole.isEmpty();
    const auto words = isCut ? dotted({m_whole, m_remark}) : m_remark;
    const auto shown = fits ? words : inLines(words, [&](const QString& line) {
        return metrics.horizontalAdvance(line) < width();
    });
    showRemark(shown);
    m_layout->setDirection(fits ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_layout->setSpacing(fits ? kRemarkGap : kBelow);
    const QRect room(0, 0, std::max(width(), 1), QWIDGETSIZE_MAX);
    m_label->setFixedHeight(
        fits ? metrics.height() : metrics.boundingRect(room, Qt::TextWordWrap, shown).height());
}

void TitleLine::showRemark(const QString& remark)
{
    if (m_link.isEmpty())
        return m_label->setText(remark);
    const auto link = m_link.toHtmlEscaped();
    m_label->setText(remark.toHtmlEscaped()
                         .replace('\n', "<br>")
                         .replace(link, QString("<a href='#'>%1</a>").arg(link)));
}

} // namespace autokernel::ui

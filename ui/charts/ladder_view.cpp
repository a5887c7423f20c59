// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/ladder_view.h"

#include "ui/charts/axis_ticks.h"
#include "ui/charts/ladder_bars.h"
#include "ui/figures.h"

#include <QToolTip>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kAxisRoom = 44; // pixels
constexpr int kTickRoom = 90; // pixels that a time takes at the axis
constexpr int kFewestTicks = 2;
constexpr int kMostTicks = 4;

} // namespace

LadderView::LadderView(const Theme& theme, QWidget* parent)
    : Chart(theme, parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Baseline ladder"));
    m_plot->setMouseTracking(true);
    connect(m_plot, &QCustomPlot::mousePress, this, [this] { setFocus(); });
    connect(m_plot, &QCustomPlot::mouseMove, this, [this](const QMouseEvent* event) {
        if (const auto facts = factsAt(event->pos()); facts.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(m_plot->mapToGlobal(event->pos()), facts, m_plot);
    });
}

void LadderView::setData(Ladder ladder)
{
    m_ladder = std::move(ladder);
    setAccessibleDescription(summaryOf(m_ladder));
    setMinimumHeight(kLadderHead + static_cast<int>(m_ladder.bars.size()) * kLadderRow + kAxisRoom);
    draw();
}

void LadderView::draw()
{
    m_plot->clearAll();
    m_rect = &m_plot->addPanel();
    m_rect->setMargins(QMargins(ladderNameRoom(m_ladder), kLadderHead, kNameRoom, kAxisRoom));
    double longest = m_ladder.floorMicroseconds;
    for (const auto& bar : m_ladder.bars)
        longest = std::max({longest, bar.microseconds, bar.high});
    constexpr double kBehind = 1.02; // of the longest
    auto* x = m_rect->axis(QCPAxis::atBottom);
    x->setRange(0, longest > 0 ? kBehind * longest : 1);
    x->grid()->setVisible(true);
    x->setLabel(tr("time of one call or forward, median with its 95 % interval"));
    countTime(*x);
    const int room = width() - m_rect->margins().left() - m_rect->margins().right();
    x->ticker()->setTickCount(std::clamp(room / kTickRoom, kFewestTicks, kMostTicks));
    auto* y = m_rect->axis(QCPAxis::atLeft);
    y->setRange(-0.5, std::max(0.5, static_cast<double>(m_ladder.bars.size()) - 0.5));
    y->setRangeReversed(true);
    y->setTicks(false);
    y->grid()->setVisible(false);
    new LadderBars(*m_plot, *m_rect, m_ladder); // the plot's
    m_plot->refresh();
}

QString LadderView::factsAt(const QPoint& at) const
{
    if (m_rect == nullptr || at.y() < m_rect->top() || at.y() > m_rect->bottom())
        return {};
    const auto row
        = static_cast<int>(std::lround(m_rect->axis(QCPAxis::atLeft)->pixelToCoord(at.y())));
    if (row < 0 || row >= std::ssize(m_ladder.bars))
        return {};
    const auto table = tableOf(m_ladder);
    QStringList lines {QString("<b>%1</b>").arg(table.cell(row, 0).toHtmlEscaped())};
    for (int column = 1; column < table.headings.size(); ++column)
        if (const auto cell = table.cell(row, column); !cell.isEmpty())
            lines.push_back(QString("%1: %2").arg(table.headings[column], cell).toHtmlEscaped());
    return lines.join("<br>");
}

void LadderView::resizeEvent(QResizeEvent* event)
{
    Chart::resizeEvent(event);
    if (m_rect != nullptr)
        draw(); // as many times at the axis as there is room for
}

bool LadderView::obey(ChartCommand command)
{
    if (command != ChartCommand::Table)
        return false;
    emit tableToggled();
    return true;
}

} // namespace autokernel::ui

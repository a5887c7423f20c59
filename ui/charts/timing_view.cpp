// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/timing_view.h"

#include "ui/charts/axis_ticks.h"
#include "ui/figures.h"
#include "ui/theme/style.h"

#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kHeight = 122; // pixels
constexpr int kLabelWidth = 44; // "#12"
constexpr int kLeft = 20; // half a tick's label
constexpr double kSwarmHeight = 0.3; // of a row
constexpr double kMedianBelow = 0.46; // from a row's marks, which it must not cover
constexpr double kMedianHeight = 0.1; // half of it
constexpr int kTicks = 3; // as many labels as a narrow panel has room for
constexpr double kMarkSize = 5; // pixels

} // namespace

TimingView::TimingView(const Theme& theme, QWidget* parent)
    : Chart(theme, parent)
{
    m_plot->setInteractions(QCP::iNone);
    setFocusPolicy(Qt::StrongFocus);
    setFixedHeight(kHeight);
    connect(m_plot, &QCustomPlot::mousePress, this, [this] { setFocus(); });
}

bool TimingView::obey(ChartCommand command)
{
    if (command != ChartCommand::Table)
        return false;
    emit tableToggled();
    return true;
}

QSize TimingView::sizeHint() const
{
    return {280, kHeight};
}

void TimingView::setData(const TimingData& timing, const Names& names)
{
    m_data = timing;
    m_names = names;
    const auto range = rangeOf(timing);
    const auto line = [&](const QString& name, const TimingSeries& series) {
        return tr("%1: median %2 (%3 to %4), %5 to %6 in all, %7 beyond the axis")
            .arg(name, microseconds(series.median), microseconds(series.interval.low),
                microseconds(series.interval.high),
                microseconds(
                    *std::min_element(series.microseconds.begin(), series.microseconds.end())),
                microseconds(
                    *std::max_element(series.microseconds.begin(), series.microseconds.end())))
            .arg(beyond(series, range));
    };
    const QString summary = QStringList {tr("Time of one call; mark: median and its 95 % interval"),
        line(names.incumbent, timing.incumbent), line(names.candidate, timing.candidate),
        describe(timing)}
                                .join('\n');
    setToolTip(summary);
    setAccessibleName(tr("Distribution of the measured times"));
    setAccessibleDescription(summary);
    draw();
}

void TimingView::draw()
{
    m_plot->clearAll();
    if (m_data.candidate.microseconds.empty())
        return m_plot->refresh();
    auto* rect = &m_plot->addPanel();
    rect->setMargins(QMargins(kLeft, 4, kLabelWidth, 42));
    const auto range = rangeOf(m_data);
    auto* x = rect->axis(QCPAxis::atBottom);
    auto* y = rect->axis(QCPAxis::atLeft);
    x->setRange(range.low, range.high);
    countTime(*x);
    x->ticker()->setTickCount(kTicks);
    x->setBasePen(m_plot->pen(Paint::Line));
    x->setLabel(tr("one call, median below"));
    y->setRange(-0.68, 1.45);
    y->setTickLabels(false);
    y->grid()->setVisible(false);
    drawSeries(*rect, m_data.incumbent, 1, Paint::Reverted);
    drawSeries(*rect, m_data.candidate, 0, m_names.paint);
    m_plot->setEndLabels(*rect,
        {{1, m_names.incumbent, Paint::Soft, false, {}},
            {0, m_names.candidate, Paint::Text, true, {}}});
    m_plot->refresh();
}

void TimingView::drawSeries(QCPAxisRect& rect, const TimingSeries& series, double row, Paint paint)
{
    auto* x = rect.axis(QCPAxis::atBottom);
    auto* y = rect.axis(QCPAxis::atLeft);
    const double pixels = std::max(1, sizeHint().width() - kLeft - kLabelWidth);
    const double width = x->range().size() * kMarkSize / pixels;
    const auto heights = swarm(series.microseconds, width);
    auto* marks = new QCPGraph(x, y);
    marks->setLineStyle(QCPGraph::lsNone);
    marks->setPen(Qt::NoPen); // else it outlines the marks
    QColor color = m_plot->theme()[paint];
    color.setAlphaF(0.55F);
    marks->setScatterStyle(
        QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(Qt::NoPen), QBrush(color), kMarkSize));
    for (std::size_t i = 0; i < heights.size(); ++i)
        if (x->range().contains(series.microseconds[i])) // else its rim would stand at the end
            marks->addData(series.microseconds[i], row + kSwarmHeight * heights[i]);
    const auto upright = [&](double at, double half, double thickness) {
        auto* line = new QCPItemLine(m_plot);
        line->setClipAxisRect(&rect);
        for (auto* end : {line->start, line->end}) {
            end->setAxes(x, y);
            end->setAxisRect(&rect);
        }
        line->start->setCoords(at, row - kMedianBelow - half);
        line->end->setCoords(at, row - kMedianBelow + half);
        line->setPen(m_plot->pen(Paint::Text, thickness));
        line->setSelectable(false);
        return line;
    };
    upright(series.median, kMedianHeight, 2);
    auto* interval = upright(series.median, 0, 2);
    interval->start->setCoords(series.interval.low, row - kMedianBelow);
    interval->end->setCoords(series.interval.high, row - kMedianBelow);
}

} // namespace autokernel::ui

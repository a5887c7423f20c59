// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/roofline_view.h"

#include "ui/charts/axis_ticks.h"
#include "ui/figures.h"
#include "ui/theme/style.h"

#include <QKeyEvent>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace autokernel::ui {
namespace {

constexpr double kPickRadius = 12; // pixels
constexpr double kTera = 1e12;

} // namespace

RooflineView::RooflineView(const Theme& theme, QWidget* parent)
    : Chart(theme, parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Roofline"));
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_plot->setMouseTracking(true);
    connect(m_plot, &Plot::zoomed, this, [this] { m_isZoomed = true; });
    connect(m_plot, &QCustomPlot::mouseMove, this,
        [this](const QMouseEvent* event) { hover(event->pos()); });
    connect(m_plot, &QCustomPlot::mousePress, this, [this](const QMouseEvent* event) {
        setFocus();
        if (const auto hit = nearest(event->pos()); hit.number > 0)
            emit picked(hit.number);
    });
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, [this](const QMouseEvent* event) {
        const auto hit = nearest(event->pos());
        if (hit.number > 0)
            emit opened(hit.number);
        else
            fit();
    });
}

void RooflineView::setData(RooflineData data)
{
    m_data = std::move(data);
    setAccessibleDescription(summaryOf(m_data));
    draw();
}

void RooflineView::setLevel(const QString& level)
{
    m_level = level;
    draw();
}

void RooflineView::setKernel(std::optional<store::TargetId> kernel)
{
    m_look.kernel = kernel;
    fit();
}

void RooflineView::select(std::int64_t number)
{
    m_look.selected = number;
    m_plot->refresh();
}

void RooflineView::fit()
{
    m_isZoomed = false;
    m_plot->forgetViews();
    draw();
}

std::vector<QCPRange> RooflineView::zoom() const
{
    return m_isZoomed ? m_plot->view() : std::vector<QCPRange>();
}

void RooflineView::setZoom(const std::vector<QCPRange>& ranges)
{
    // Without roofs the axes are none that a zoom could be of.
    m_isZoomed = m_data.hasRoofs() && m_plot->setView(ranges);
}

RooflineView::Shown RooflineView::shown() const
{
    Shown shown {m_data, m_look, m_level, {}};
    if (m_rect != nullptr)
        for (const auto type : {QCPAxis::atBottom, QCPAxis::atLeft})
            shown.axes.push_back(m_rect->axis(type)->range());
    return shown;
}

std::unique_ptr<RooflineView> RooflineView::drawn(
    const Shown& shown, const Theme& theme, const QSize& size)
{
    auto view = std::make_unique<RooflineView>(theme);
    view->resize(size);
    view->m_look = shown.look;
    view->m_level = shown.level;
    view->setData(shown.data);
    if (view->m_rect == nullptr || shown.axes.size() != 2)
        return view;
    auto range = shown.axes.begin();
    for (const auto type : {QCPAxis::atBottom, QCPAxis::atLeft})
        view->m_rect->axis(type)->setRange(*range++);
    view->m_isZoomed = true;
    return view;
}

// The level that serves the kernels that are shown; where they differ, DRAM.
void RooflineView::decideLook()
{
    m_look.isLevelAlone = !m_level.isEmpty();
    m_look.level = m_level;
    m_look.scale = m_data.peakFlopPerSecond >= 10 * kTera ? kTera : 1e9;
    if (m_look.isLevelAlone)
        return;
    for (const auto& trail : m_data.trails) {
        if ((m_look.kernel && *m_look.kernel != trail.target) || trail.level.isEmpty())
            continue;
        if (!m_look.level.isEmpty() && m_look.level != trail.level) {
            m_look.level = "DRAM";
            return;
        }
        m_look.level = trail.level;
    }
}

void RooflineView::draw()
{
    std::vector<QCPRange> kept;
    if (m_isZoomed && m_rect != nullptr)
        for (const auto type : {QCPAxis::atBottom, QCPAxis::atLeft})
            kept.push_back(m_rect->axis(type)->range());
    m_plot->clearAll();
    m_rect = &m_plot->addPanel();
    decideLook();
    m_scene = new RooflineScene(*m_plot, *m_rect, m_data, m_look);
    if (!m_data.hasRoofs())
        return drawWithoutRoofs();
    auto* x = m_rect->axis(QCPAxis::atBottom);
    auto* y = m_rect->axis(QCPAxis::atLeft);
    for (auto* axis : {x, y}) {
        countDecades(*axis);
        axis->grid()->setVisible(true);
    }
    x->setLabel(tr("arithmetic intensity, FLOP per byte (both modelled from the kernel's "
                   "definition, not counted)"));
    y->setLabel(m_look.scale == kTera ? tr("TFLOP/s, modelled FLOP over measured time")
                                      : tr("GFLOP/s, modelled FLOP over measured time"));
    if (kept.empty()) {
        fitAxes();
    } else {
        x->setRange(kept[0]);
        y->setRange(kept[1]);
    }
    m_plot->refresh();
}

void RooflineView::drawWithoutRoofs()
{
    for (const auto type : {QCPAxis::atBottom, QCPAxis::atLeft})
        m_rect->axis(type)->setTicks(false);
    auto* item = new QCPItemText(m_plot);
    item->position->setType(QCPItemPosition::ptAxisRectRatio);
    item->position->setAxisRect(m_rect);
    item->position->setCoords(0.5, 0.5);
    item->setText(tr("No roofs were measured for %1 in this history yet.").arg(m_data.dtype));
    item->setFont(fontOf(Type::Body));
    item->setColor(m_plot->theme()[Paint::Soft]);
    m_plot->refresh();
}

// All that is drawn, the ridge, and room for the names of kernels and of the roofs above them.
void RooflineView::fitAxes()
{
    const double bandwidth = m_data.roofOf(m_look.level).bytesPerSecond;
    double lowX = m_data.peakFlopPerSecond / bandwidth;
    double highX = lowX;
    double lowY = m_data.peakFlopPerSecond;
    double highY = m_data.nominal.isKnown()
        ? std::max(lowY, m_data.nominal.peaks.front().flopPerSecond)
        : lowY;
    for (const auto& trail : m_data.trails) {
        if (!m_scene->shows(trail))
            continue;
        lowX = std::min(lowX, trail.intensity());
        highX = std::max(highX, trail.intensity());
        const auto include = [&](double microseconds) {
            if (microseconds <= 0)
                return;
            lowY = std::min(lowY, trail.flopPerSecond(microseconds));
            highY = std::max(highY, trail.flopPerSecond(microseconds));
        };
        include(trail.eagerMicroseconds);
        for (const auto& candidate : trail.candidates)
            include(candidate.microseconds);
        for (const auto& rung : trail.rungs)
            include(rung.microseconds);
    }
    constexpr double kLeft = 3; // factors
    constexpr double kRight = 12;
    // One kernel gets the height for its own candidates.
    const double below = m_look.kernel ? 1.25 : 1.6;
    const double slope = m_look.kernel ? 2.5 : 4; // of the peak: so much of a slanting roof is seen
    constexpr double kAbove = 0.07; // of the decades that are shown: a line of text
    lowY = std::min(lowY, m_data.peakFlopPerSecond / slope) / below;
    highY *= std::pow(highY / lowY, kAbove);
    m_rect->axis(QCPAxis::atBottom)->setRange(lowX / kLeft, highX * kRight);
    m_rect->axis(QCPAxis::atLeft)->setRange(lowY / m_look.scale, highY / m_look.scale);
}

// With all kernels only keeps are.
bool RooflineView::isDrawn(const RooflineCandidate& candidate) const
{
    return m_look.kernel || candidate.verdict == VerdictClass::Kept;
}

RooflineView::Hit RooflineView::nearest(const QPointF& at) const
{
    Hit found;
    double closest = kPickRadius;
    if (m_scene == nullptr || !m_data.hasRoofs())
        return found;
    for (const auto& trail : m_data.trails) {
        if (!m_scene->shows(trail))
            continue;
        const auto offerAt = [&](const QPointF& there, double microseconds, const QString& name,
                                 std::int64_t number) {
            const double distance = std::hypot(there.x() - at.x(), there.y() - at.y());
            if (distance < closest) {
                closest = distance;
                found = {&trail, microseconds, name, number};
            }
        };
        const auto offer = [&](double microseconds, const QString& name, std::int64_t number) {
            offerAt(m_scene->pixelOf(trail.intensity(), trail.flopPerSecond(microseconds)),
                microseconds, name, number);
        };
        if (trail.eagerMicroseconds > 0)
            offer(trail.eagerMicroseconds, tr("eager"), 0);
        for (const auto& rung : trail.rungs)
            offerAt(m_scene->pixelOf(trail, rung), rung.microseconds, rung.name, 0);
        for (const auto& candidate : trail.candidates)
            if (isDrawn(candidate))
                offer(candidate.microseconds,
                    tr("#%1 %2").arg(candidate.number).arg(labelOf(candidate.verdict).toLower()),
                    candidate.number);
    }
    return found;
}

void RooflineView::hover(const QPoint& at)
{
    const auto hit = nearest(at);
    if (hit.trail == nullptr) {
        const auto roof = m_scene != nullptr ? m_scene->roofAt(at) : QString();
        return roof.isEmpty() ? QToolTip::hideText()
                              : QToolTip::showText(m_plot->mapToGlobal(at), roof, m_plot);
    }
    // Two raw times of different sessions are no gain, so each says what it is.
    const auto time = (hit.number > 0 ? tr("%1 a call, in its own session")
            : hit.trail->champion     ? tr("%1 a call, by its ratio to the best, measured in pairs")
                                      : tr("%1 a call"))
                          .arg(microseconds(hit.microseconds));
    QToolTip::showText(m_plot->mapToGlobal(at),
        tr("<b>%1</b>, %2<br>%3<br>%4<br>FLOP and bytes modelled, %5")
            .arg(hit.name.toHtmlEscaped(), hit.trail->kernel.toHtmlEscaped(), time,
                readoutOf(*hit.trail, hit.microseconds), m_data.device.toHtmlEscaped()),
        m_plot);
}

// From experiment to experiment, or from keep to keep, among those that the axes show.
void RooflineView::step(int by, bool keepsAlone)
{
    if (m_scene == nullptr || !m_data.hasRoofs())
        return;
    const auto intensities = m_rect->axis(QCPAxis::atBottom)->range();
    const auto rates = m_rect->axis(QCPAxis::atLeft)->range();
    const auto selected = m_look.selected;
    std::int64_t next = 0;
    for (const auto& trail : m_data.trails) {
        if (!m_scene->shows(trail) || !intensities.contains(trail.intensity()))
            continue;
        for (const auto& candidate : trail.candidates) {
            const auto number = candidate.number;
            const bool isAhead = selected == 0 || (by > 0 ? number > selected : number < selected);
            const bool isNearer = next == 0 || (by > 0 ? number < next : number > next);
            if (isAhead && isNearer && isDrawn(candidate)
                && (!keepsAlone || candidate.verdict == VerdictClass::Kept)
                && rates.contains(trail.flopPerSecond(candidate.microseconds) / m_look.scale))
                next = number;
        }
    }
    if (next > 0)
        emit picked(next);
}

bool RooflineView::obey(ChartCommand command)
{
    switch (command) {
    case ChartCommand::Previous:
        step(-1, false);
        return true;
    case ChartCommand::Next:
        step(1, false);
        return true;
    case ChartCommand::PreviousKept:
        step(-1, true);
        return true;
    case ChartCommand::NextKept:
        step(1, true);
        return true;
    case ChartCommand::Open:
        if (m_look.selected > 0)
            emit opened(m_look.selected);
        return true;
    case ChartCommand::Fit:
        fit();
        return true;
    case ChartCommand::ZoomBack:
        if (!m_plot->goBack())
            fit();
        return true;
    case ChartCommand::Table:
        emit tableToggled();
        return true;
    case ChartCommand::Logarithmic:
    case ChartCommand::LogarithmicX:
    case ChartCommand::Axis:
        return false;
    }
    return false;
}

} // namespace autokernel::ui

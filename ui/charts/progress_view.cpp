// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/progress_view.h"

#include "ui/charts/kernel_bands.h"
#include "ui/figures.h"
#include "ui/names.h"

#include <QKeyEvent>
#include <QToolTip>
#include <utility>

namespace autokernel::ui {
namespace {

constexpr double kPickRadius = 12; // pixels

} // namespace

ProgressView::ProgressView(const Theme& theme, QWidget* parent)
    : Chart(theme, parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Progress chart"));
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_plot->setMouseTracking(true);
    m_plot->addLayer(kSelectionLayer);
    m_plot->layer(kSelectionLayer)->setMode(QCPLayer::lmBuffered);
    connect(m_plot, &Plot::zoomed, this, [this] {
        if (std::exchange(m_follows, false))
            emit followsChanged(false);
    });
    connect(m_plot, &QCustomPlot::mouseMove, this,
        [this](const QMouseEvent* event) { hover(event->pos()); });
    connect(m_plot, &QCustomPlot::mousePress, this, [this](const QMouseEvent* event) {
        setFocus();
        if (const auto hit = nearest(event->pos()); hit.mark != nullptr)
            emit picked(hit.mark->number);
    });
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, [this](const QMouseEvent* event) {
        if (const auto hit = nearest(event->pos()); hit.mark != nullptr)
            emit opened(hit.mark->number);
        else
            follow();
    });
}

void ProgressView::setData(
    std::vector<KernelProgress> kernels, Arrangement arrangement, std::vector<KernelSlice> slices)
{
    const bool isOther = arrangement != m_arrangement || kernels.empty()
        || kernels.size() != m_kernels.size() || kernels.front().axis != m_kernels.front().axis
        || kernels.front().kernel != m_kernels.front().kernel;
    m_kernels = std::move(kernels);
    if (m_kernels.empty())
        m_kernels.emplace_back();
    // What is best at the end of the run holds since; a part that was cut out ends elsewhere.
    for (auto& kernel : m_kernels)
        if (auto& best = kernel.best;
            kernel.span.isKnown() && !best.empty() && best.back().x() == kernel.span.last)
            best.back().setX(kernel.span.border());
    m_arrangement = arrangement;
    m_slices = std::move(slices);
    if (isOther) { // a zoom into something else says nothing here
        m_plot->forgetViews();
        if (!std::exchange(m_follows, true))
            emit followsChanged(true);
    }
    QStringList sentences;
    for (const auto& kernel : m_kernels)
        sentences.push_back(summaryOf(kernel));
    setAccessibleDescription(sentences.join(' '));
    draw();
}

void ProgressView::setHidden(std::set<VerdictClass> hidden)
{
    m_hidden = std::move(hidden);
    draw();
}

void ProgressView::setLogarithmic(bool logarithmic)
{
    m_logarithmic = logarithmic;
    draw();
}

void ProgressView::setLogarithmicX(bool logarithmic)
{
    m_logarithmicX = logarithmic;
    draw();
}

void ProgressView::follow()
{
    if (!std::exchange(m_follows, true))
        emit followsChanged(true);
    m_plot->forgetViews();
    draw();
}

std::vector<QCPRange> ProgressView::zoom() const
{
    return m_follows ? std::vector<QCPRange>() : m_plot->view();
}

void ProgressView::setZoom(const std::vector<QCPRange>& ranges)
{
    if (m_panels.empty() || !m_plot->setView(ranges))
        return;
    if (std::exchange(m_follows, false))
        emit followsChanged(false);
}

void ProgressView::select(std::int64_t number)
{
    m_selected = number;
    m_plot->layer(kSelectionLayer)->replot();
}

void ProgressView::draw()
{
    std::vector<std::pair<QCPRange, QCPRange>> kept;
    if (!m_follows)
        for (const auto& panel : m_panels)
            kept.emplace_back(panel.rect->axis(QCPAxis::atBottom)->range(),
                panel.rect->axis(QCPAxis::atLeft)->range());
    m_clouds.clear();
    m_plot->clearAll();
    addPanels();
    for (const auto& panel : m_panels)
        addPanel(panel);
    addMarks();
    if (kept.size() == m_panels.size())
        for (std::size_t i = 0; i < kept.size(); ++i) {
            m_panels[i].rect->axis(QCPAxis::atBottom)->setRange(kept[i].first);
            m_panels[i].rect->axis(QCPAxis::atLeft)->setRange(kept[i].second);
        }
    else
        fit();
    m_plot->refresh();
}

ProgressView::Hit ProgressView::nearest(const QPointF& at) const
{
    Hit hit;
    double radius = kPickRadius;
    for (std::size_t i = 0; i < m_clouds.size(); ++i)
        if (const auto near = m_clouds[i]->nearest(at, radius); near.mark != nullptr) {
            hit = {&m_kernels[i / 2], near.mark};
            radius = near.distance;
        }
    return hit;
}

void ProgressView::hover(const QPoint& at)
{
    const auto [kernel, mark] = nearest(at);
    if (mark == nullptr)
        return showBand(at);
    QString shown = tr("<b>#%1 %2</b>").arg(mark->number).arg(labelOf(mark->verdict).toLower());
    if (mark->speedup > 0)
        shown += "<br>"
            + (mark->verdict == VerdictClass::Control ? tr("%1 over the same code")
                                                      : tr("%1 over eager"))
                  .arg(speedupInterval({mark->speedup, mark->low, mark->high}));
    if (mark->idea && !mark->idea->empty())
        shown += "<br>" + text(*mark->idea).toHtmlEscaped();
    if (mark->mutator && !mark->mutator->empty())
        shown += "<br>" + mutatorName(*mark->mutator).toHtmlEscaped();
    if (const auto said = kernel->said.find(mark->number); said != kernel->said.end())
        shown += "<br>" + said->second.toHtmlEscaped();
    shown += "<br>" + kernel->kernel.toHtmlEscaped() + ", " + kernel->device.toHtmlEscaped();
    QToolTip::showText(m_plot->mapToGlobal(at), shown, m_plot);
}

void ProgressView::showBand(const QPoint& at)
{
    QString name;
    for (const auto& panel : m_panels)
        if (panel.rect->rect().adjusted(0, -kBandNameHeight, 0, 0).contains(at))
            name = kernelAt(m_slices, panel.rect->axis(QCPAxis::atBottom)->pixelToCoord(at.x()));
    QToolTip::showText(m_plot->mapToGlobal(at), name, m_plot); // "" hides it
}

bool ProgressView::obey(ChartCommand command)
{
    switch (command) {
    case ChartCommand::Previous:
        step(-1, false);
        break;
    case ChartCommand::Next:
        step(1, false);
        break;
    case ChartCommand::PreviousKept:
        step(-1, true);
        break;
    case ChartCommand::NextKept:
        step(1, true);
        break;
    case ChartCommand::Open:
        if (m_selected > 0)
            emit opened(m_selected);
        break;
    case ChartCommand::Fit:
        follow();
        break;
    case ChartCommand::ZoomBack:
        goBack();
        break;
    case ChartCommand::Table:
        emit tableToggled();
        break;
    case ChartCommand::Logarithmic:
        emit logarithmicToggled();
        break;
    case ChartCommand::LogarithmicX:
        emit logarithmicXToggled();
        break;
    case ChartCommand::Axis:
        emit axisToggled();
        break;
    }
    return true;
}

void ProgressView::goBack()
{
    if (!m_plot->goBack())
        follow();
}

// From experiment to experiment, or from keep to keep, among those that the axes show.
void ProgressView::step(int by, bool keepsAlone)
{
    const auto range
        = m_panels.empty() ? QCPRange() : m_panels.front().rect->axis(QCPAxis::atBottom)->range();
    std::int64_t next = 0;
    for (const auto& kernel : m_kernels)
        for (const auto& mark : kernel.marks) {
            const bool isAhead
                = m_selected == 0 || (by > 0 ? mark.number > m_selected : mark.number < m_selected);
            if (!isAhead || m_hidden.contains(mark.verdict)
                || (keepsAlone && mark.verdict != VerdictClass::Kept)
                || !range.contains(xOf(mark, kernel.axis)))
                continue;
            if (next == 0 || (by > 0 ? mark.number < next : mark.number > next))
                next = mark.number;
        }
    if (next > 0)
        emit picked(next);
}

} // namespace autokernel::ui

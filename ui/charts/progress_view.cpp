// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/progress_view.h"

#include "ui/charts/visible_part.h"
#include "ui/text.h"
#include "ui/theme/style.h"

#include "report/format.h"

#include <QDateTime>
#include <QKeyEvent>
#include <QLocale>
#include <QToolTip>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace autokernel::ui {
namespace {

constexpr int kLabelWidth = 150;
constexpr int kStripHeight = 28;
constexpr int kAxisHeight = 44;
constexpr int kSmallestPanel = 130;
constexpr double kPickRadius = 12; // pixels
constexpr const char* kSelectionLayer = "selection";

QString speedup(double value)
{
    return text(report::formatSpeedup(value));
}

} // namespace

ProgressView::ProgressView(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_plot(new Plot(theme))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
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

void ProgressView::setTheme(const Theme& theme)
{
    m_plot->setTheme(theme);
    draw();
}

void ProgressView::setData(std::vector<KernelProgress> kernels, Arrangement arrangement)
{
    const bool isOther = arrangement != m_arrangement || kernels.empty()
        || kernels.size() != m_kernels.size() || kernels.front().axis != m_kernels.front().axis
        || kernels.front().kernel != m_kernels.front().kernel;
    m_kernels = std::move(kernels);
    if (m_kernels.empty())
        m_kernels.emplace_back();
    m_arrangement = arrangement;
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

void ProgressView::follow()
{
    if (!std::exchange(m_follows, true))
        emit followsChanged(true);
    m_plot->forgetViews();
    draw();
}

void ProgressView::select(std::int64_t number)
{
    m_selected = number;
    m_plot->layer(kSelectionLayer)->replot();
}

std::unique_ptr<ProgressView> ProgressView::detached(const Theme& theme) const
{
    auto copy = std::make_unique<ProgressView>(theme);
    copy->m_hidden = m_hidden;
    copy->m_logarithmic = m_logarithmic;
    if (m_panels.empty())
        return copy;
    auto kernels = m_kernels;
    for (const auto& panel : m_panels) {
        const auto x = panel.rect->axis(QCPAxis::atBottom)->range();
        const auto y = panel.rect->axis(QCPAxis::atLeft)->range();
        for (const auto index : panel.kernels)
            kernels[index] = visiblePart(m_kernels[index], {x.lower, x.upper, y.lower, y.upper});
    }
    copy->setData(std::move(kernels), m_arrangement);
    copy->m_follows = false;
    for (std::size_t i = 0; i < m_panels.size(); ++i)
        for (const auto type : {QCPAxis::atBottom, QCPAxis::atLeft})
            copy->m_panels[i].rect->axis(type)->setRange(m_panels[i].rect->axis(type)->range());
    return copy;
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

void ProgressView::addPanels()
{
    m_panels.clear();
    if (m_arrangement == Arrangement::Together)
        m_panels.resize(1);
    else
        m_panels.resize(m_kernels.size());
    for (std::size_t i = 0; i < m_kernels.size(); ++i)
        m_panels[m_arrangement == Arrangement::Together ? 0 : i].kernels.push_back(i);
    int row = 0;
    for (auto& panel : m_panels) {
        panel.rect = new QCPAxisRect(m_plot);
        m_plot->plotLayout()->addElement(row++, 0, panel.rect);
        m_plot->dress(*panel.rect, kLabelWidth);
        panel.rect->setMargins(QMargins(64, row == 1 ? 10 : 4, kLabelWidth, 8));
        panel.rect->axis(QCPAxis::atBottom)->setTickLabels(false);
    }
    m_strip = new QCPAxisRect(m_plot);
    m_plot->plotLayout()->addElement(row, 0, m_strip);
    m_plot->plotLayout()->setRowSpacing(0);
    m_plot->dress(*m_strip, kLabelWidth);
    m_strip->setMargins(QMargins(64, 0, kLabelWidth, kAxisHeight));
    m_strip->setMinimumSize(0, kStripHeight + kAxisHeight);
    m_strip->setMaximumSize(QWIDGETSIZE_MAX, kStripHeight + kAxisHeight);
    m_strip->axis(QCPAxis::atLeft)->setRange(0, 1);
    m_strip->axis(QCPAxis::atLeft)->setTicks(false);
    m_strip->axis(QCPAxis::atLeft)->grid()->setVisible(false);
    m_plot->setEndLabels(*m_strip, {{0.5, tr("no valid time"), Paint::Soft, false, {}}});
    setMinimumHeight(
        static_cast<int>(m_panels.size()) * kSmallestPanel + kStripHeight + kAxisHeight);
    // One x axis: whichever is moved moves the others.
    auto* stripX = m_strip->axis(QCPAxis::atBottom);
    dressX(*stripX);
    for (const auto& from : m_panels) {
        auto* x = from.rect->axis(QCPAxis::atBottom);
        x->setTicker(stripX->ticker());
        const auto follow = [&](QCPAxis* other) {
            connect(x, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), other,
                qOverload<const QCPRange&>(&QCPAxis::setRange));
        };
        follow(stripX);
        for (const auto& to : m_panels)
            if (to.rect != from.rect)
                follow(to.rect->axis(QCPAxis::atBottom));
    }
}

void ProgressView::dressX(QCPAxis& axis) const
{
    if (m_kernels.front().axis == ProgressAxis::Experiment) {
        axis.setLabel(tr("experiment of the run"));
        axis.setNumberFormat("f");
        axis.setNumberPrecision(0);
        axis.setTicker(QSharedPointer<CountTicker>(new CountTicker));
        return;
    }
    double first = std::numeric_limits<double>::infinity();
    for (const auto& kernel : m_kernels)
        if (!kernel.marks.empty())
            first = std::min(first, kernel.marks.front().endedAt);
    const QSharedPointer<QCPAxisTickerDateTime> ticker(new QCPAxisTickerDateTime);
    ticker->setDateTimeFormat("HH:mm");
    axis.setTicker(ticker);
    axis.setLabel(std::isfinite(first)
            ? tr("wall clock, local time, from %1")
                  .arg(QLocale().toString(
                      QDateTime::fromSecsSinceEpoch(static_cast<qint64>(first)).date(),
                      QLocale::ShortFormat))
            : tr("wall clock, local time"));
}

void ProgressView::addPanel(const Panel& panel)
{
    auto* y = panel.rect->axis(QCPAxis::atLeft);
    y->setLabel(m_arrangement == Arrangement::Together ? tr("speedup, each over its own eager")
                                                       : tr("speedup over eager"));
    y->setNumberFormat("f");
    y->setNumberPrecision(2);
    if (m_logarithmic) {
        y->setScaleType(QCPAxis::stLogarithmic);
        y->setTicker(QSharedPointer<QCPAxisTickerLog>(new QCPAxisTickerLog));
    }
    if (m_arrangement != Arrangement::Together)
        addNoise(panel);
    std::vector<EndLabel> labels;
    addLines(panel, labels);
    m_plot->setEndLabels(*panel.rect, std::move(labels));
    if (m_arrangement == Arrangement::Multiples)
        addName(panel);
}

// Gains within the band cannot be told from noise.
void ProgressView::addNoise(const Panel& panel)
{
    const auto& kernel = m_kernels[panel.kernels.front()];
    if (!kernel.noiseFloor || *kernel.noiseFloor <= 0)
        return;
    const double level = kernel.best.empty() ? 1 : kernel.best.back().y();
    if (!std::isfinite(level))
        return;
    auto* band = new QCPItemRect(m_plot);
    band->setClipAxisRect(panel.rect);
    for (auto* corner : {band->topLeft, band->bottomRight}) {
        corner->setAxes(panel.rect->axis(QCPAxis::atBottom), panel.rect->axis(QCPAxis::atLeft));
        corner->setAxisRect(panel.rect);
        corner->setTypeX(QCPItemPosition::ptAxisRectRatio);
        corner->setTypeY(QCPItemPosition::ptPlotCoords);
    }
    band->topLeft->setCoords(0, level * std::exp(*kernel.noiseFloor));
    band->bottomRight->setCoords(1, level * std::exp(-*kernel.noiseFloor));
    band->setPen(Qt::NoPen);
    band->setBrush(m_plot->theme()[Paint::KeptSoft]);
    band->setSelectable(false);
}

void ProgressView::addLines(const Panel& panel, std::vector<EndLabel>& labels)
{
    auto* x = panel.rect->axis(QCPAxis::atBottom);
    auto* y = panel.rect->axis(QCPAxis::atLeft);
    const bool isTogether = m_arrangement == Arrangement::Together;
    for (const auto index : panel.kernels) {
        const auto& kernel = m_kernels[index];
        for (const auto& line : kernel.references) {
            // Rungs of different kernels have nothing in common but eager.
            if (isTogether && (line.name != "eager" || index != panel.kernels.front()))
                continue;
            const Paint paint = line.isRoof ? Paint::Accent : Paint::Soft;
            m_plot->horizontal(*panel.rect, line.speedup,
                m_plot->pen(paint, 1, line.isRoof ? Qt::SolidLine : Qt::DashLine));
            labels.push_back({line.speedup, line.name, paint, false,
                line.isRoof ? tr("%1, measured").arg(speedup(line.speedup))
                            : speedup(line.speedup)});
        }
        if (kernel.best.empty())
            continue;
        auto* best = m_plot->addGraph(x, y);
        best->setLineStyle(QCPGraph::lsStepLeft);
        best->setPen(m_plot->pen(Paint::Kept, 2));
        for (const auto& point : kernel.best)
            best->addData(point.x(), point.y());
        const double last = kernel.best.back().y();
        if (std::isfinite(last))
            labels.push_back(
                {last, isTogether ? kernel.kernel.section(' ', 0, 0) : tr("best verified"),
                    Paint::Kept, true, speedup(last)});
    }
}

void ProgressView::addName(const Panel& panel)
{
    auto* name = new QCPItemText(m_plot);
    name->setClipToAxisRect(false);
    name->position->setType(QCPItemPosition::ptAxisRectRatio);
    name->position->setAxisRect(panel.rect);
    name->position->setCoords(0, 0);
    name->setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
    name->setPadding(QMargins(6, 1, 6, 1));
    name->setText(m_kernels[panel.kernels.front()].kernel);
    QFont font = fontOf(Type::Small);
    font.setWeight(QFont::DemiBold);
    name->setFont(font);
    name->setColor(m_plot->theme()[Paint::Text]);
    name->setBrush(m_plot->theme()[Paint::Card]);
    name->setSelectable(false);
}

void ProgressView::addMarks()
{
    for (std::size_t i = 0; i < m_kernels.size(); ++i)
        for (const auto part : {MarkCloud::Part::Timed, MarkCloud::Part::Strip}) {
            auto* rect = part == MarkCloud::Part::Strip
                ? m_strip
                : m_panels[m_arrangement == Arrangement::Together ? 0 : i].rect;
            m_clouds.push_back(new MarkCloud(*m_plot, *rect, m_kernels[i], m_hidden, part));
        }
    auto* ring = new SelectionRing(*m_plot, m_clouds, m_kernels, m_selected);
    ring->setLayer(kSelectionLayer);
}

void ProgressView::fitY(const Panel& panel) const
{
    double low = 1;
    double high = 1;
    double roof = 0;
    for (const auto index : panel.kernels) {
        const auto& kernel = m_kernels[index];
        for (const auto& mark : kernel.marks) {
            if (mark.speedup <= 0 || m_hidden.contains(mark.verdict))
                continue;
            const bool isKept = mark.verdict == VerdictClass::Kept;
            low = std::min(low, isKept ? mark.low : mark.speedup);
            high = std::max(high, isKept ? mark.high : mark.speedup);
        }
        for (const auto& line : kernel.references)
            (line.isRoof ? roof : high) = std::max(line.isRoof ? roof : high, line.speedup);
    }
    // A roof far above would press everything else flat; the roofline shows it.
    constexpr double kNear = 2;
    if (m_arrangement != Arrangement::Together && roof < kNear * high)
        high = std::max(high, roof);
    const double margin = std::max(0.05 * (high - low), 0.02);
    panel.rect->axis(QCPAxis::atLeft)->setRange(std::max(low - margin, 0.01), high + margin);
}

void ProgressView::fit()
{
    double first = std::numeric_limits<double>::infinity();
    double last = -first;
    for (const auto& kernel : m_kernels)
        if (!kernel.marks.empty()) {
            first = std::min(first, xOf(kernel.marks.front(), kernel.axis));
            last = std::max(last, xOf(kernel.marks.back(), kernel.axis));
        }
    if (!(first <= last)) {
        first = 0;
        last = 1;
    }
    const double side = std::max(1.0, 0.01 * (last - first));
    for (const auto& panel : m_panels) {
        fitY(panel);
        panel.rect->axis(QCPAxis::atBottom)->setRange(first - side, last + side);
    }
}

ProgressView::Hit ProgressView::nearest(const QPointF& at) const
{
    for (std::size_t i = 0; i < m_clouds.size(); ++i)
        if (const auto* mark = m_clouds[i]->nearest(at, kPickRadius))
            return {&m_kernels[i / 2], mark};
    return {};
}

void ProgressView::hover(const QPoint& at)
{
    const auto [kernel, mark] = nearest(at);
    if (mark == nullptr)
        return QToolTip::hideText();
    QString shown = tr("<b>#%1 %2</b>").arg(mark->number).arg(labelOf(mark->verdict).toLower());
    if (mark->speedup > 0)
        shown += "<br>"
            + (mark->verdict == VerdictClass::Control ? tr("%1 over the same code")
                                                      : tr("%1 over eager"))
                  .arg(text(report::formatInterval({mark->speedup, mark->low, mark->high})));
    if (mark->idea && !mark->idea->empty())
        shown += "<br>" + text(*mark->idea).toHtmlEscaped();
    if (mark->mutator && !mark->mutator->empty())
        shown += tr("<br>by %1").arg(text(*mark->mutator).replace('_', ' ').toHtmlEscaped());
    if (const auto said = kernel->said.find(mark->number); said != kernel->said.end())
        shown += "<br>" + said->second.toHtmlEscaped();
    shown += "<br>" + kernel->kernel.toHtmlEscaped() + ", " + kernel->device.toHtmlEscaped();
    QToolTip::showText(m_plot->mapToGlobal(at), shown, m_plot);
}

void ProgressView::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        return step(-1, false);
    case Qt::Key_Right:
        return step(1, false);
    case Qt::Key_BracketLeft:
        return step(-1, true);
    case Qt::Key_BracketRight:
        return step(1, true);
    case Qt::Key_F:
    case Qt::Key_Home:
        return follow();
    case Qt::Key_Backspace:
        return goBack();
    case Qt::Key_L:
        emit logarithmicToggled();
        return;
    case Qt::Key_C:
        emit axisToggled();
        return;
    case Qt::Key_T:
        emit tableToggled();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_selected > 0)
            emit opened(m_selected);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/progress_view.h"

#include "ui/charts/visible_part.h"

#include "report/format.h"

#include <QKeyEvent>
#include <QToolTip>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace autokernel::ui {
namespace {

constexpr int kLabelWidth = 140;
constexpr int kStripHeight = 28;
constexpr double kPickRadius = 12; // pixels

QCPScatterStyle scatterOf(VerdictClass verdict, const Theme& theme)
{
    const QColor color = theme[paintOf(verdict)];
    const QPen pen(color, 1.3);
    switch (verdict) {
    case VerdictClass::Kept:
        return {QCPScatterStyle::ssDisc, color, color, 8};
    case VerdictClass::Reverted:
        return {QCPScatterStyle::ssCircle, pen, Qt::NoBrush, 6};
    case VerdictClass::Inconclusive:
        return {QCPScatterStyle::ssDiamond, pen, Qt::NoBrush, 8};
    case VerdictClass::Incorrect:
        return {QCPScatterStyle::ssCross, pen, Qt::NoBrush, 6};
    case VerdictClass::Crashed:
        return {QCPScatterStyle::ssSquare, pen, Qt::NoBrush, 6};
    case VerdictClass::Rejected:
        return {QCPScatterStyle::ssTriangle, pen, QBrush(color), 7};
    case VerdictClass::Control:
        return {QCPScatterStyle::ssPlus, pen, Qt::NoBrush, 5};
    }
    return {};
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
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_plot->setMouseTracking(true);
    connect(m_plot, &Plot::zoomed, this, [this] {
        if (std::exchange(m_follows, false))
            emit followsChanged(false);
    });
    connect(m_plot, &QCustomPlot::mouseMove, this,
        [this](const QMouseEvent* event) { hover(event->pos()); });
    connect(m_plot, &QCustomPlot::mousePress, this, [this](const QMouseEvent* event) {
        setFocus();
        if (const auto* mark = nearest(event->pos()))
            emit picked(mark->number);
    });
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, &ProgressView::follow);
}

void ProgressView::setTheme(const Theme& theme)
{
    m_plot->setTheme(theme);
    draw();
}

void ProgressView::setData(const KernelProgress& progress)
{
    m_progress = progress;
    setAccessibleName(tr("Progress chart"));
    setAccessibleDescription(summaryOf(progress));
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
    draw();
}

void ProgressView::select(std::int64_t number)
{
    m_selected = number;
    draw();
}

std::unique_ptr<ProgressView> ProgressView::detached(const Theme& theme) const
{
    auto copy = std::make_unique<ProgressView>(theme);
    copy->m_hidden = m_hidden;
    copy->m_logarithmic = m_logarithmic;
    if (m_main == nullptr)
        return copy;
    const auto x = m_main->axis(QCPAxis::atBottom)->range();
    const auto y = m_main->axis(QCPAxis::atLeft)->range();
    copy->setData(visiblePart(m_progress, {x.lower, x.upper, y.lower, y.upper}));
    copy->m_follows = false;
    copy->m_main->axis(QCPAxis::atBottom)->setRange(x);
    copy->m_main->axis(QCPAxis::atLeft)->setRange(y);
    return copy;
}

void ProgressView::draw()
{
    QCPRange keptX;
    QCPRange keptY;
    const bool keepsZoom = !m_follows && m_main != nullptr;
    if (keepsZoom) {
        keptX = m_main->axis(QCPAxis::atBottom)->range();
        keptY = m_main->axis(QCPAxis::atLeft)->range();
    }
    m_plot->clearAll();
    m_main = new QCPAxisRect(m_plot);
    m_strip = new QCPAxisRect(m_plot);
    m_plot->plotLayout()->addElement(0, 0, m_main);
    m_plot->plotLayout()->addElement(1, 0, m_strip);
    m_plot->plotLayout()->setRowSpacing(0);
    m_plot->dress(*m_main, kLabelWidth);
    m_plot->dress(*m_strip, kLabelWidth);
    m_main->setMargins(QMargins(64, 10, kLabelWidth, 8));
    m_strip->setMargins(QMargins(64, 0, kLabelWidth, 44));
    m_strip->setMinimumSize(0, kStripHeight + 44);
    m_strip->setMaximumSize(QWIDGETSIZE_MAX, kStripHeight + 44);
    auto* x = m_main->axis(QCPAxis::atBottom);
    auto* y = m_main->axis(QCPAxis::atLeft);
    x->setTickLabels(false);
    y->setLabel(tr("speedup over eager"));
    y->setNumberFormat("f");
    y->setNumberPrecision(2);
    auto* stripX = m_strip->axis(QCPAxis::atBottom);
    stripX->setLabel(tr("experiment of the run"));
    stripX->setNumberFormat("f");
    stripX->setNumberPrecision(0);
    stripX->setTicker(QSharedPointer<CountTicker>(new CountTicker));
    m_strip->axis(QCPAxis::atLeft)->setRange(0, 1);
    m_strip->axis(QCPAxis::atLeft)->setTicks(false);
    m_strip->axis(QCPAxis::atLeft)->grid()->setVisible(false);
    connect(x, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), stripX,
        qOverload<const QCPRange&>(&QCPAxis::setRange));
    if (m_logarithmic) {
        y->setScaleType(QCPAxis::stLogarithmic);
        y->setTicker(QSharedPointer<QCPAxisTickerLog>(new QCPAxisTickerLog));
    }
    addMarks();
    addStrip();
    if (keepsZoom) {
        x->setRange(keptX);
        y->setRange(keptY);
    } else {
        fit();
    }
    m_plot->refresh();
}

void ProgressView::addMarks()
{
    auto* x = m_main->axis(QCPAxis::atBottom);
    auto* y = m_main->axis(QCPAxis::atLeft);
    std::vector<EndLabel> labels;
    for (const auto& line : m_progress.references) {
        m_plot->horizontal(*m_main, line.speedup, m_plot->pen(Paint::Soft, 1, Qt::DashLine));
        labels.push_back({line.speedup, line.name, Paint::Soft, false,
            QString::fromStdString(report::formatSpeedup(line.speedup))});
    }
    for (const auto verdict : kVerdictClasses) {
        if (hasNoTime(verdict) || m_hidden.contains(verdict))
            continue;
        auto* graph = m_plot->addGraph(x, y);
        graph->setLineStyle(QCPGraph::lsNone);
        graph->setScatterStyle(scatterOf(verdict, m_plot->theme()));
        graph->setSelectable(QCP::stNone);
        QVector<double> xs;
        QVector<double> ys;
        QVector<double> down;
        QVector<double> up;
        for (const auto& mark : m_progress.marks) {
            if (mark.verdict != verdict || mark.speedup <= 0)
                continue;
            xs.push_back(static_cast<double>(mark.number));
            ys.push_back(mark.speedup);
            down.push_back(mark.speedup - mark.low);
            up.push_back(mark.high - mark.speedup);
        }
        graph->setData(xs, ys, true);
        if (verdict == VerdictClass::Kept) {
            auto* whiskers = new QCPErrorBars(x, y);
            whiskers->setDataPlottable(graph);
            whiskers->setPen(m_plot->pen(Paint::Kept, 1.4));
            whiskers->setWhiskerWidth(6);
            whiskers->setData(down, up);
        }
    }
    if (!m_progress.best.empty()) {
        auto* best = m_plot->addGraph(x, y);
        best->setLineStyle(QCPGraph::lsStepLeft);
        best->setPen(m_plot->pen(Paint::Kept, 2));
        for (const auto& point : m_progress.best)
            best->addData(point.x(), point.y());
        if (std::isfinite(m_progress.best.back().y()))
            labels.push_back({m_progress.best.back().y(), tr("best verified"), Paint::Kept, true,
                QString::fromStdString(report::formatSpeedup(m_progress.best.back().y()))});
    }
    if (m_selected > 0) {
        auto* ring = m_plot->addGraph(x, y);
        ring->setLineStyle(QCPGraph::lsNone);
        ring->setScatterStyle(
            {QCPScatterStyle::ssCircle, m_plot->pen(Paint::Accent, 2), Qt::NoBrush, 14});
        for (const auto& mark : m_progress.marks)
            if (mark.number == m_selected && mark.speedup > 0)
                ring->addData(static_cast<double>(mark.number), mark.speedup);
    }
    m_plot->setEndLabels(*m_main, std::move(labels));
}

void ProgressView::addStrip()
{
    auto* x = m_strip->axis(QCPAxis::atBottom);
    auto* y = m_strip->axis(QCPAxis::atLeft);
    for (const auto verdict : kVerdictClasses) {
        if (!hasNoTime(verdict) || m_hidden.contains(verdict))
            continue;
        auto* graph = m_plot->addGraph(x, y);
        graph->setLineStyle(QCPGraph::lsNone);
        graph->setScatterStyle(scatterOf(verdict, m_plot->theme()));
        for (const auto& mark : m_progress.marks)
            if (mark.verdict == verdict)
                graph->addData(static_cast<double>(mark.number), 0.5);
    }
    m_plot->setEndLabels(*m_strip, {{0.5, tr("no valid time"), Paint::Soft, false, {}}});
}

void ProgressView::fit()
{
    double low = 1;
    double high = 1;
    for (const auto& mark : m_progress.marks) {
        if (mark.speedup <= 0)
            continue;
        low = std::min(low, mark.verdict == VerdictClass::Kept ? mark.low : mark.speedup);
        high = std::max(high, mark.verdict == VerdictClass::Kept ? mark.high : mark.speedup);
    }
    for (const auto& line : m_progress.references)
        high = std::max(high, line.speedup);
    const double margin = std::max(0.05 * (high - low), 0.02);
    m_main->axis(QCPAxis::atLeft)->setRange(std::max(low - margin, 0.01), high + margin);
    const double first
        = m_progress.marks.empty() ? 0 : static_cast<double>(m_progress.marks.front().number);
    const double last
        = m_progress.marks.empty() ? 1 : static_cast<double>(m_progress.marks.back().number);
    const double side = std::max(1.0, 0.01 * (last - first));
    m_main->axis(QCPAxis::atBottom)->setRange(first - side, last + side);
}

const ProgressMark* ProgressView::nearest(const QPointF& at) const
{
    if (m_main == nullptr)
        return nullptr;
    const auto* x = m_main->axis(QCPAxis::atBottom);
    const auto* y = m_main->axis(QCPAxis::atLeft);
    const double stripY = m_strip->axis(QCPAxis::atLeft)->coordToPixel(0.5);
    const ProgressMark* found = nullptr;
    double closest = kPickRadius;
    for (const auto& mark : m_progress.marks) {
        if (m_hidden.contains(mark.verdict))
            continue;
        const QPointF there(x->coordToPixel(static_cast<double>(mark.number)),
            mark.speedup > 0 ? y->coordToPixel(mark.speedup) : stripY);
        const double distance = std::hypot(there.x() - at.x(), there.y() - at.y());
        if (distance < closest) {
            closest = distance;
            found = &mark;
        }
    }
    return found;
}

void ProgressView::hover(const QPoint& at)
{
    const auto* mark = nearest(at);
    if (mark == nullptr) {
        QToolTip::hideText();
        return;
    }
    QString text = tr("<b>#%1 %2</b>").arg(mark->number).arg(labelOf(mark->verdict).toLower());
    if (mark->speedup > 0)
        text += tr("<br>%1 over eager<br>%2, %3")
                    .arg(QString::fromStdString(
                             report::formatInterval({mark->speedup, mark->low, mark->high})),
                        m_progress.kernel, m_progress.device);
    if (const auto said = m_progress.said.find(mark->number); said != m_progress.said.end())
        text += "<br>" + said->second.toHtmlEscaped();
    QToolTip::showText(m_plot->mapToGlobal(at), text, m_plot);
}

// Left and Right walk from experiment to experiment.
void ProgressView::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        return step(-1);
    case Qt::Key_Right:
        return step(1);
    case Qt::Key_F:
    case Qt::Key_Home:
        return follow();
    case Qt::Key_L:
        return setLogarithmic(!m_logarithmic);
    default:
        QWidget::keyPressEvent(event);
    }
}

void ProgressView::step(int by)
{
    const auto& marks = m_progress.marks;
    if (marks.empty())
        return;
    const auto at = std::find_if(marks.begin(), marks.end(),
        [&](const ProgressMark& mark) { return mark.number == m_selected; });
    const auto index = at == marks.end()
        ? (by > 0 ? 0 : std::ssize(marks) - 1)
        : std::clamp<std::ptrdiff_t>(at - marks.begin() + by, 0, std::ssize(marks) - 1);
    emit picked(marks[static_cast<std::size_t>(index)].number);
}

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/model_view.h"

#include "ui/english_plurals.h"

#include "report/format.h"

#include <QVBoxLayout>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kLabelWidth = 150;

QString speedup(double value)
{
    return QString::fromStdString(report::formatSpeedup(value));
}

} // namespace

ModelView::ModelView(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_plot(new Plot(theme))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
    setMinimumHeight(180);
    setAccessibleName(tr("Whole model, end to end"));
}

void ModelView::setTheme(const Theme& theme)
{
    m_plot->setTheme(theme);
    draw();
}

void ModelView::setData(const ModelProgress& progress, std::int64_t experiments)
{
    m_progress = progress;
    m_experiments = experiments;
    if (!progress.measured.empty())
        setAccessibleDescription(
            tr("Measured %1 over eager after %2 experiment(s).", nullptr, pluralOf(experiments))
                .arg(speedup(progress.measured.back().y()))
                .arg(experiments));
    draw();
}

std::unique_ptr<ModelView> ModelView::detached(const Theme& theme) const
{
    auto copy = std::make_unique<ModelView>(theme);
    copy->setData(m_progress, m_experiments);
    return copy;
}

void ModelView::draw()
{
    m_plot->clearAll();
    auto* rect = new QCPAxisRect(m_plot);
    m_plot->plotLayout()->addElement(0, 0, rect);
    m_plot->dress(*rect, kLabelWidth);
    auto* x = rect->axis(QCPAxis::atBottom);
    auto* y = rect->axis(QCPAxis::atLeft);
    const bool isClock = m_progress.axis == ProgressAxis::WallClock;
    if (isClock) {
        const QSharedPointer<QCPAxisTickerDateTime> ticker(new QCPAxisTickerDateTime);
        ticker->setDateTimeFormat("HH:mm");
        x->setTicker(ticker);
    } else {
        x->setNumberFormat("f");
        x->setNumberPrecision(0);
        x->setTicker(QSharedPointer<CountTicker>(new CountTicker));
    }
    x->setLabel(isClock ? tr("wall clock, local time") : tr("experiment of the run"));
    y->setNumberFormat("f");
    y->setNumberPrecision(2);
    y->setLabel(tr("speedup over eager"));
    std::vector<EndLabel> labels;
    double low = 1;
    double high = 1;
    for (const auto& line : m_progress.references) {
        m_plot->horizontal(*rect, line.speedup, m_plot->pen(Paint::Soft, 1, Qt::DashLine));
        labels.push_back({line.speedup, line.name, Paint::Soft, false, speedup(line.speedup)});
        low = std::min(low, line.speedup);
        high = std::max(high, line.speedup);
    }
    // A measurement behind the last control has a higher number than there are experiments.
    const double measured = m_progress.measured.empty() ? 0 : m_progress.measured.back().x();
    const double last = isClock ? std::max(m_progress.last, m_progress.first + 1)
                                : std::max({1.0, static_cast<double>(m_experiments), measured});
    const auto steps = [&](const std::vector<QPointF>& points, const QPen& pen) {
        auto* graph = m_plot->addGraph(x, y);
        graph->setLineStyle(QCPGraph::lsStepLeft);
        graph->setPen(pen);
        for (const auto& point : points) {
            graph->addData(point.x(), point.y());
            low = std::min(low, point.y());
            high = std::max(high, point.y());
        }
        graph->addData(last, points.back().y());
    };
    if (!m_progress.forecast.empty()) {
        steps(m_progress.forecast, m_plot->pen(Paint::Accent, 1, Qt::DashLine));
        labels.push_back(
            {m_progress.forecast.back().y(), tr("Amdahl forecast"), Paint::Accent, false, {}});
    }
    if (!m_progress.measured.empty()) {
        steps(m_progress.measured, m_plot->pen(Paint::Kept, 2));
        addIntervals(*x, *y);
        for (const auto& mark : m_progress.marks) {
            low = std::min(low, mark.overEager.low);
            high = std::max(high, mark.overEager.high);
        }
        const double value = m_progress.measured.back().y();
        labels.push_back({value, tr("measured %1").arg(speedup(value)), Paint::Kept, true, {}});
    }
    const double margin = std::max(0.08 * (high - low), 0.02);
    y->setRange(low - margin, high + margin);
    x->setRange(m_progress.first, last + 0.005 * (last - m_progress.first));
    m_plot->setEndLabels(*rect, std::move(labels));
    m_plot->refresh();
}

void ModelView::addIntervals(QCPAxis& x, QCPAxis& y)
{
    auto* marks = m_plot->addGraph(&x, &y);
    marks->setLineStyle(QCPGraph::lsNone);
    const QColor color = m_plot->theme()[Paint::Kept];
    marks->setScatterStyle({QCPScatterStyle::ssDisc, color, color, 5});
    QVector<double> xs;
    QVector<double> ys;
    QVector<double> down;
    QVector<double> up;
    for (const auto& mark : m_progress.marks) {
        xs.push_back(mark.x);
        ys.push_back(mark.overEager.value);
        down.push_back(mark.overEager.value - mark.overEager.low);
        up.push_back(mark.overEager.high - mark.overEager.value);
    }
    marks->setData(xs, ys, true);
    auto* whiskers = new QCPErrorBars(&x, &y);
    whiskers->setDataPlottable(marks);
    whiskers->setPen(m_plot->pen(Paint::Kept, 1.2));
    whiskers->setWhiskerWidth(5);
    whiskers->setData(down, up);
}

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/model_view.h"

#include "ui/charts/kernel_bands.h"
#include "ui/charts/step_panel.h"
#include "ui/english_plurals.h"
#include "ui/figures.h"

#include <QToolTip>

namespace autokernel::ui {

ModelView::ModelView(const Theme& theme, QWidget* parent)
    : Chart(theme, parent)
{
    setMinimumHeight(180);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Whole model, end to end"));
    m_plot->setMouseTracking(true);
    connect(m_plot, &QCustomPlot::mousePress, this, [this] { setFocus(); });
    connect(m_plot, &QCustomPlot::mouseMove, this, [this](const QMouseEvent* event) {
        const auto* rect = m_plot->axisRect();
        const bool isOverBands = rect != nullptr
            && rect->rect()
                   .adjusted(0, -kBandNameHeight, 0, 0)
                   .contains(event->position().toPoint());
        const auto name = !isOverBands
            ? QString()
            : kernelAt(m_progress.slices,
                rect->axis(QCPAxis::atBottom)->pixelToCoord(event->position().x()));
        QToolTip::showText(event->globalPosition().toPoint(), name, m_plot); // "" hides it
    });
}

bool ModelView::obey(ChartCommand command)
{
    if (command != ChartCommand::Table)
        return false;
    emit tableToggled();
    return true;
}

void ModelView::setData(const ModelProgress& progress)
{
    m_progress = progress;
    if (!progress.measured.empty())
        setAccessibleDescription(tr("Measured %1 over eager after %2 experiment(s).", nullptr,
            pluralOf(progress.experiments))
                                     .arg(speedup(progress.measured.back().y()))
                                     .arg(progress.experiments));
    draw();
}

void ModelView::draw()
{
    m_plot->clearAll();
    StepPanel panel(*m_plot, m_progress.axis, {m_progress.first, m_progress.last});
    panel.addBands(m_progress.slices);
    for (const auto& line : m_progress.references)
        panel.addRung(line);
    panel.addSteps(m_progress.forecast, m_plot->pen(Paint::Accent, kThin, Qt::DashLine),
        {0,
            tr("Amdahl forecast %1")
                .arg(speedup(m_progress.forecast.empty() ? 1 : m_progress.forecast.back().y())),
            Paint::Accent, false, {}});
    if (!m_progress.measured.empty()) {
        panel.addSteps(m_progress.measured, m_plot->pen(Paint::Kept, 2),
            {0, tr("measured %1").arg(speedup(m_progress.measured.back().y())), Paint::Kept, true,
                {}});
        addIntervals(panel);
    }
    panel.finish();
}

void ModelView::addIntervals(StepPanel& panel)
{
    auto* marks = m_plot->addGraph(&panel.x(), &panel.y());
    marks->setLineStyle(QCPGraph::lsNone);
    const QColor color = m_plot->theme()[Paint::Kept];
    marks->setScatterStyle({QCPScatterStyle::ssDisc, color, color, 5});
    QVector<double> xs;
    QVector<double> ys;
    QVector<double> down;
    QVector<double> up;
    for (const auto& mark : m_progress.marks) {
        const auto& over = mark.overEager;
        xs.push_back(mark.x);
        ys.push_back(over.value);
        down.push_back(over.value - over.low);
        up.push_back(over.high - over.value);
        panel.include(over.low);
        panel.include(over.high);
    }
    marks->setData(xs, ys, true);
    auto* whiskers = new QCPErrorBars(&panel.x(), &panel.y());
    whiskers->setDataPlottable(marks);
    whiskers->setPen(m_plot->pen(Paint::Kept, 1.2));
    whiskers->setWhiskerWidth(5);
    whiskers->setData(down, up);
}

} // namespace autokernel::ui

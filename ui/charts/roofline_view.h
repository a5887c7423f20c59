// SPDX-License-Identifier: GPL-3.0-or-later
// Measured roofs and the way of each kernel under them, log-log. Bytes are modelled from the
// kernel's definition, and the axis says so. UI thread.
#pragma once

#include "ui/charts/plot.h"

#include "report/report_data.h"

#include <QWidget>
#include <memory>

namespace autokernel::ui {

class RooflineView final : public QWidget
{
    Q_OBJECT

public:
    explicit RooflineView(const Theme& theme, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    void setData(const report::ReportData& report, const std::string& dtype);
    Plot& plot() { return *m_plot; }
    // What is visible now, in another theme, for a file: no window shows it.
    std::unique_ptr<RooflineView> detached(const Theme& theme) const;

private:
    struct Trail
    {
        QString name;
        double intensity = 0; // FLOP per byte
        std::vector<std::pair<std::int64_t, double>> steps; // experiment, FLOP/s
        std::vector<double> peers;
    };
    void collect(const report::ReportData& report);
    void draw();
    void addRoofs(QCPAxisRect& rect, double lowX, double highX);
    void addTrails(QCPAxisRect& rect);
    void addText(QCPAxisRect& rect, const QPointF& at, const QString& text, Paint paint,
        Qt::Alignment alignment);

    Plot* m_plot;
    std::string m_dtype;
    std::optional<roofline::Roofs> m_roofs;
    std::vector<Trail> m_trails;
};

} // namespace autokernel::ui

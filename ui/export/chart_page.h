// SPDX-License-Identifier: GPL-3.0-or-later
// What stands around an exported chart: title and legend above it, where it comes from below. It is
// laid out in the chart's own units, so that a picture says by itself what it shows. UI thread.
#pragma once

#include "ui/theme/verdict_style.h"

#include <QPainter>
#include <QRectF>
#include <QSize>
#include <QString>
#include <vector>

namespace autokernel::ui {

struct LegendEntry
{
    enum class Sign
    {
        Verdict, // the mark of `verdict`
        Line,
        DashedLine,
        Ring,
        Dot,
        Disc,
        Square
    };
    Sign sign = Sign::Verdict;
    Paint paint = Paint::Text;
    VerdictClass verdict = VerdictClass::Kept;
    QString text;
};

struct ChartCaption
{
    QString title;
    QString source; // run, device, baseline, date, version: the footer
    QString subtitle; // kernel, shape, dtype, device
    std::vector<LegendEntry> legend;
};

// Parts without text take no room.
class ChartPage
{
public:
    ChartPage(const ChartCaption& caption, const QSize& size, const Theme& theme);

    int top() const { return m_top; } // what the page takes above the plot
    int bottom() const { return m_bottom; } // and below it
    void paint(QPainter& painter) const; // over the plot, in the same units

private:
    void placeLegend(double width, double& y);

    const ChartCaption* m_caption;
    const Theme* m_theme;
    QSize m_size;
    QRectF m_title;
    QRectF m_subtitle;
    QRectF m_source;
    std::vector<QPointF> m_legend; // the middles of its signs
    int m_top = 0;
    int m_bottom = 0;
};

} // namespace autokernel::ui

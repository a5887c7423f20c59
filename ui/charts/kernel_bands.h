// SPDX-License-Identifier: GPL-3.0-or-later
// Which kernel the search was at, as bands behind a chart over experiments or the clock. Their
// names have a strip of their own above the axes, where no line of the chart runs. UI thread.
#pragma once

#include "ui/charts/plot.h"
#include "ui/charts/progress_data.h"

namespace autokernel::ui {

inline constexpr int kBandNameHeight = 20; // pixels above the axes

class KernelBands final : public QCPAbstractItem
{
    Q_OBJECT

public:
    // The slices must outlive it. With names it takes the strip from the rectangle's upper margin.
    KernelBands(
        Plot& plot, QCPAxisRect& rect, const std::vector<KernelSlice>& slices, bool hasNames);

    double selectTest(const QPointF&, bool, QVariant* = nullptr) const override { return -1; }

protected:
    void draw(QCPPainter* painter) override;

private:
    Plot& m_plot;
    QCPAxisRect& m_rect;
    const std::vector<KernelSlice>& m_slices;
    int m_strip; // pixels
};

// The kernel that the run was at; "" outside of it. For a band that is too narrow for its name.
QString kernelAt(const std::vector<KernelSlice>& slices, double x);

} // namespace autokernel::ui

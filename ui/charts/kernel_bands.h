// SPDX-License-Identifier: GPL-3.0-or-later
// Which kernel the search was at, as bands behind a chart over experiments or the clock, each with
// its name where there is room. UI thread.
#pragma once

#include "ui/charts/plot.h"
#include "ui/charts/progress_data.h"

namespace autokernel::ui {

inline constexpr int kBandNameHeight = 18; // pixels at the top that names of bands take

class KernelBands final : public QCPAbstractItem
{
    Q_OBJECT

public:
    // The slices must outlive it.
    KernelBands(Plot& plot, QCPAxisRect& rect, const std::vector<KernelSlice>& slices);

    double selectTest(const QPointF&, bool, QVariant* = nullptr) const override { return -1; }

protected:
    void draw(QCPPainter* painter) override;

private:
    bool drawName(QCPPainter& painter, const QFontMetricsF& metrics, const QString& name,
        double left, double right) const;

    Plot& m_plot;
    QCPAxisRect& m_rect;
    const std::vector<KernelSlice>& m_slices;
};

// The kernel that the run was at; "" outside of it. For a band that is too narrow for its name.
QString kernelAt(const std::vector<KernelSlice>& slices, double x);

} // namespace autokernel::ui

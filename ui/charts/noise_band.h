// SPDX-License-Identifier: GPL-3.0-or-later
// A band of a chart within which nothing can be told from noise: hatched, so that it is no fill
// that could be taken for a result. UI thread.
#pragma once

#include "ui/charts/plot.h"

namespace autokernel::ui {

class NoiseBand final : public QCPAbstractItem
{
    Q_OBJECT

public:
    NoiseBand(Plot& plot, QCPAxisRect& rect, double low, double high); // on the y axis

    double selectTest(const QPointF&, bool, QVariant* = nullptr) const override { return -1; }

protected:
    void draw(QCPPainter* painter) override;

private:
    Plot& m_plot;
    QCPAxisRect& m_rect;
    double m_low;
    double m_high;
};

} // namespace autokernel::ui

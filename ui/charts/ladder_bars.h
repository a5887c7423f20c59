// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a ladder in one panel, in pixels: name, bar, interval and figure, with the lines that
// they are compared with. UI thread.
#pragma once

#include "ui/charts/ladder_data.h"
#include "ui/charts/plot.h"

namespace autokernel::ui {

inline constexpr int kLadderRow = 24; // pixels, where the widget decides
inline constexpr int kLadderHead = 24; // above the rows, for the name of the roof

// Of the longest name, with its distance to the bars.
int ladderNameRoom(const Ladder& ladder);

class LadderBars final : public QCPAbstractItem
{
    Q_OBJECT

public:
    // The ladder must outlive it. Rows lie at 0, 1, 2 … of the left axis.
    LadderBars(Plot& plot, QCPAxisRect& rect, const Ladder& ladder);

    double selectTest(const QPointF&, bool, QVariant* = nullptr) const override { return -1; }

protected:
    void draw(QCPPainter* painter) override;

private:
    void drawRow(QCPPainter& painter, std::size_t row) const;
    void drawInterval(QCPPainter& painter, const LadderBar& bar, double middle) const;
    void drawLines(QCPPainter& painter) const;
    double pixelOf(double microseconds) const;

    Plot& m_plot;
    QCPAxisRect& m_rect;
    const Ladder& m_ladder;
};

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// Everything inside the axes of a roofline: zones, roofs, trails and their names. It draws in
// pixels and leaves out what lies outside, so that a picture without clipping (SVG) stays in its
// frame. UI thread.
#pragma once

#include "ui/charts/plot.h"
#include "ui/charts/roofline_data.h"
#include "ui/charts/roofline_marks.h"

namespace autokernel::ui {

struct RooflineLook
{
    QString level; // whose roof bounds the zones; the others are thin
    bool isLevelAlone = false; // the others are left out
    std::optional<store::TargetId> kernel; // nullopt: all
    std::int64_t selected = 0; // experiment
    double scale = 1e9; // of the y axis: 1e9 shows GFLOP/s
};

class RooflineScene final : public QCPAbstractItem
{
    Q_OBJECT

public:
    RooflineScene(
        Plot& plot, QCPAxisRect& rect, const RooflineData& data, const RooflineLook& look);

    double selectTest(const QPointF&, bool, QVariant* = nullptr) const override { return -1; }
    QPointF pixelOf(double intensity, double flopPerSecond) const;
    // Where a rung's mark stands: beside eager's, which would cover it, where both are as fast.
    QPointF pixelOf(const RooflineTrail& trail, const RooflineRung& rung) const;
    bool shows(const RooflineTrail& trail) const;
    // What the roof under a point is and where its figure comes from; "": none is there.
    QString roofAt(const QPointF& at) const;

protected:
    void draw(QCPPainter* painter) override;

private:
    struct Bounds // of the axes, in FLOP per byte and FLOP/s
    {
        double xLow, xHigh, yLow, yHigh;
    };
    struct Labels; // what is to be named, and what names must not cover
    Bounds bounds() const;
    void drawZones(QCPPainter& painter, const Bounds& bounds) const;
    void drawRoofs(QCPPainter& painter, const Bounds& bounds, Labels& labels) const;
    void drawOtherPeaks(QCPPainter& painter, const Bounds& bounds, Labels& labels) const;
    void drawNominal(QCPPainter& painter, const Bounds& bounds, Labels& labels) const;
    void drawSlope(QCPPainter& painter, const Bounds& bounds, const MemoryRoof& roof, bool isStrong,
        Labels& labels) const;
    void drawTrail(QCPPainter& painter, const RooflineTrail& trail, Labels& labels) const;
    void drawCandidates(QCPPainter& painter, const RooflineTrail& trail) const;
    void drawWay(QCPPainter& painter, const RooflineTrail& trail, Labels& labels) const;
    void drawBest(QCPPainter& painter, const RooflineTrail& trail, Labels& labels) const;
    void drawSelected(QCPPainter& painter, const RooflineTrail& trail, Labels& labels) const;
    void drawLabels(QCPPainter& painter, const Labels& labels) const;
    // False where it lies outside.
    bool drawMark(
        QCPPainter& painter, RoofMark mark, const QPointF& at, Paint paint, Labels& labels) const;
    QPointF pixelOf(const RooflineTrail& trail, double microseconds) const;

    Plot& m_plot;
    QCPAxisRect& m_rect;
    const RooflineData& m_data;
    const RooflineLook& m_look;
};

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// The marks of one kernel's experiments in one panel: thinned to what the panel can show, drawn
// from ready-made glyphs on the screen and as shapes in files, with whiskers for keeps. UI thread.
#pragma once

#include "ui/charts/plot.h"
#include "ui/charts/progress_data.h"

#include <map>

namespace autokernel::ui {

class MarkCloud final : public QCPAbstractItem
{
    Q_OBJECT

public:
    enum class Part
    {
        Timed, // at their speedup
        Strip // without a valid time: in a row at half height
    };
    // The values must outlive it.
    MarkCloud(Plot& plot, QCPAxisRect& rect, const KernelProgress& progress,
        const std::set<VerdictClass>& hidden, Part part);

    double selectTest(const QPointF&, bool, QVariant* = nullptr) const override { return -1; }
    // Reverted and kept experiments in the colour of their kernel, where several share a panel.
    void setTint(Paint paint) { m_tint = paint; }
    QPointF pixelOf(const ProgressMark& mark) const;
    bool shows(const ProgressMark& mark) const;
    struct Near
    {
        const ProgressMark* mark = nullptr; // none within the radius
        double distance
            = 0; // pixels; of all but keeps one more, since of two as near a keep is meant
    };
    Near nearest(const QPointF& at, double radius) const;

protected:
    void draw(QCPPainter* painter) override;

private:
    void drawWhiskers(QCPPainter& painter, const ProgressMark& mark) const;
    const QPixmap& glyphOf(VerdictClass verdict);
    void paintVerdict(QPainter& painter, VerdictClass verdict, const QPointF& at) const;
    QColor colorOf(VerdictClass verdict) const;

    Plot& m_plot;
    QCPAxisRect& m_rect;
    const KernelProgress& m_progress;
    const std::set<VerdictClass>& m_hidden;
    Part m_part;
    std::optional<Paint> m_tint;
    std::map<VerdictClass, QPixmap> m_glyphs;
};

// A ring round the selected mark, on a layer of its own that is cheap to draw again.
class SelectionRing final : public QCPAbstractItem
{
    Q_OBJECT

public:
    SelectionRing(Plot& plot, const std::vector<MarkCloud*>& clouds,
        const std::vector<KernelProgress>& kernels, const std::int64_t& selected);

    double selectTest(const QPointF&, bool, QVariant* = nullptr) const override { return -1; }

protected:
    void draw(QCPPainter* painter) override;

private:
    Plot& m_plot;
    const std::vector<MarkCloud*>& m_clouds;
    const std::vector<KernelProgress>& m_kernels;
    const std::int64_t& m_selected;
};

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// Measured roofs and the way of each kernel under them, log-log. FLOP and bytes are modelled from
// the kernel's definition, and the axis says so. UI thread.
#pragma once

#include "ui/charts/chart.h"
#include "ui/charts/roofline_scene.h"

#include <memory>

namespace autokernel::ui {

class RooflineView final : public Chart
{
    Q_OBJECT

public:
    explicit RooflineView(const Theme& theme, QWidget* parent = nullptr);

    void setData(RooflineData data);
    // "": the level that serves what is shown, with the other roofs thin; else that level alone.
    void setLevel(const QString& level);
    void setKernel(std::optional<store::TargetId> kernel); // nullopt: all
    void select(std::int64_t number);
    void fit();
    // What the user zoomed into; empty where all is fitted. One of other axes changes nothing.
    std::vector<QCPRange> zoom() const;
    void setZoom(const std::vector<QCPRange>& ranges);
    std::int64_t selected() const { return m_look.selected; }
    const std::optional<store::TargetId>& kernel() const { return m_look.kernel; }
    const RooflineData& data() const { return m_data; }
    // What is visible, as a value: data that come later do not change it.
    struct Shown
    {
        RooflineData data;
        RooflineLook look;
        QString level;
        std::vector<QCPRange> axes; // x and y; empty: all data are fitted
    };
    Shown shown() const;
    // For a file: no window shows it.
    static std::unique_ptr<RooflineView> drawn(
        const Shown& shown, const Theme& theme, const QSize& size);

signals:
    void picked(std::int64_t number);
    void opened(std::int64_t number); // its diff is wanted

private:
    struct Hit
    {
        const RooflineTrail* trail = nullptr;
        double microseconds = 0;
        QString name;
        std::int64_t number = 0; // 0: eager or a rung
    };
    void draw() override;
    bool obey(ChartCommand command) override;
    void drawWithoutRoofs();
    void decideLook();
    void fitAxes();
    bool isDrawn(const RooflineCandidate& candidate) const; // of a kernel that is shown
    Hit nearest(const QPointF& at) const;
    void hover(const QPoint& at);
    void step(int by, bool keepsAlone);

    QCPAxisRect* m_rect = nullptr;
    RooflineScene* m_scene = nullptr; // the plot's
    RooflineData m_data;
    RooflineLook m_look;
    QString m_level;
    bool m_isZoomed = false;
};

} // namespace autokernel::ui

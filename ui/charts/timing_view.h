// SPDX-License-Identifier: GPL-3.0-or-later
// Two strips of raw times, each with its median and the median's interval below it, and the number
// of those that lie outside. UI thread.
#pragma once

#include "ui/charts/chart.h"
#include "ui/charts/timing_data.h"

namespace autokernel::ui {

class TimingView final : public Chart
{
    Q_OBJECT

public:
    explicit TimingView(const Theme& theme, QWidget* parent = nullptr);

    struct Names
    {
        QString incumbent;
        QString candidate;
        Paint paint = Paint::Kept; // of the candidate's verdict
    };
    void setData(const TimingData& timing, const Names& names);
    const TimingData& data() const { return m_data; }
    const Names& names() const { return m_names; }

    QSize sizeHint() const override;

private:
    void draw() override;
    bool obey(ChartCommand command) override;
    void drawSeries(QCPAxisRect& rect, const TimingSeries& series, double row, Paint paint);

    TimingData m_data;
    Names m_names;
};

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// The baseline ladder: a bar a contender with its name in front and its interval on it, eager as
// the line to compare with, and the least time that the roofs allow. UI thread.
#pragma once

#include "ui/charts/chart.h"
#include "ui/charts/ladder_data.h"

namespace autokernel::ui {

class LadderView final : public Chart
{
    Q_OBJECT

public:
    explicit LadderView(const Theme& theme, QWidget* parent = nullptr);

    void setData(Ladder ladder);
    const Ladder& data() const { return m_ladder; }
    // What is known of the bar in a row of pixels; "": none is there.
    QString factsAt(const QPoint& at) const;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void draw() override;
    bool obey(ChartCommand command) override;

    Ladder m_ladder;
    QCPAxisRect* m_rect = nullptr;
};

} // namespace autokernel::ui

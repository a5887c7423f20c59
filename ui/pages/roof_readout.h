// SPDX-License-Identifier: GPL-3.0-or-later
// How near one candidate comes to the roof that bounds it, with what that stands on. UI thread.
#pragma once

#include "ui/charts/roofline_data.h"
#include "ui/pages/fact_rows.h"
#include "ui/shell/card.h"

#include <QProgressBar>

namespace autokernel::ui {

class RoofReadout final : public Card
{
    Q_OBJECT

public:
    explicit RoofReadout(QWidget* parent = nullptr);

    void set(const RooflineTrail& trail, const RooflineCandidate& candidate);
    void setMissing(const QString& why);

private:
    QLabel* m_share;
    QProgressBar* m_bar;
    QLabel* m_sentence;
    FactRows* m_facts;
};

} // namespace autokernel::ui

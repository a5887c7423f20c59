// SPDX-License-Identifier: GPL-3.0-or-later
// Where the evidence of the picked experiment is while it is wanted beside every page. There is one
// such panel in the window, the diff page's: it moves here and back. UI thread.
#pragma once

#include "ui/pages/diff/evidence_panel.h"

#include <QLabel>
#include <QVBoxLayout>

namespace autokernel::ui {

class DetailsPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit DetailsPanel(QWidget* parent = nullptr);

    void hold(EvidencePanel& evidence); // until someone else puts it into a layout
    QSize sizeHint() const override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QLabel* m_empty;
    QVBoxLayout* m_layout;
};

} // namespace autokernel::ui

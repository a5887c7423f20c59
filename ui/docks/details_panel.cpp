// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/details_panel.h"

#include "ui/theme/metrics.h"

#include <QEvent>

namespace autokernel::ui {

DetailsPanel::DetailsPanel(QWidget* parent)
    : QWidget(parent)
    , m_empty(makeLabel(
          tr("Pick an experiment in a chart, in a table or in the lineage."), Type::Body, true))
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_layout->addWidget(m_empty, 1);
}

void DetailsPanel::hold(EvidencePanel& evidence)
{
    const bool hasShown = !evidence.isHidden();
    evidence.setAdjustable(true);
    m_layout->addWidget(&evidence, 1);
    evidence.installEventFilter(this);
    evidence.setVisible(hasShown);
    m_empty->setHidden(hasShown);
}

QSize DetailsPanel::sizeHint() const
{
    return {kEvidenceWidth + kPageMargin, 0};
}

// The diff page hides the evidence while nothing is picked.
bool DetailsPanel::eventFilter(QObject* watched, QEvent* event)
{
    auto* evidence = qobject_cast<QWidget*>(watched);
    if (event->type() == QEvent::ShowToParent || event->type() == QEvent::HideToParent)
        m_empty->setVisible(evidence->parentWidget() != this || evidence->isHidden());
    return QWidget::eventFilter(watched, event);
}

} // namespace autokernel::ui

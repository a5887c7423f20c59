// SPDX-License-Identifier: GPL-3.0-or-later
// What the user said of the experiment that is shown, and the buttons to say it. UI thread.
#pragma once

#include "ui/annotations/annotator.h"
#include "ui/shell/card.h"

#include <QPushButton>

namespace autokernel::ui {

class MarksCard final : public Card
{
    Q_OBJECT

public:
    explicit MarksCard(QWidget* parent = nullptr);

    void present(const Annotator& annotator);

signals:
    void pinWanted();
    void baselineWanted();
    void noteWanted();

private:
    QPushButton* m_pin;
    QPushButton* m_baseline;
    QPushButton* m_edit;
    QLabel* m_note;
    QLabel* m_tags;
};

// "★ slow, tail · its note"; "" for an annotation that says nothing. One line.
QString lineOf(const store::Annotation& said);

} // namespace autokernel::ui

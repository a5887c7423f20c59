// SPDX-License-Identifier: GPL-3.0-or-later
// A row of the wizard's rail: the step's number in a column of its own, its name, and a mark where
// something is still open. UI thread.
#pragma once

#include <QPushButton>

namespace autokernel::ui {

class StepButton final : public QPushButton
{
    Q_OBJECT

public:
    StepButton(int number, const QString& name, QWidget* parent = nullptr);

    void setProblem(const QString& problem); // "": none
    // The chosen step is written bold: wide enough for that and the mark, so that nothing is cut.
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int m_number;
    QString m_name;
};

} // namespace autokernel::ui

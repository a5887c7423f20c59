// SPDX-License-Identifier: GPL-3.0-or-later
// Chooses what a candidate is compared with: from a list, or by typing a number or a part of a
// relation's name. UI thread.
#pragma once

#include "ui/pages/diff/against_model.h"

#include <QComboBox>

namespace autokernel::ui {

class AgainstChooser final : public QComboBox
{
    Q_OBJECT

public:
    explicit AgainstChooser(QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override; // beside a panel: experiments are cut, with an ellipsis

    void present(const report::ReportData& report, store::TargetId target);
    void setChoice(const AgainstChoice& choice); // emits nothing
    const AgainstChoice& choice() const { return m_choice; }
    void begin(); // typing

signals:
    void chosen(const autokernel::ui::AgainstChoice& choice); // by the user

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void take(int row);
    void showChoice();

    AgainstModel* m_model;
    AgainstChoice m_choice;
};

} // namespace autokernel::ui

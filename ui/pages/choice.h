// SPDX-License-Identifier: GPL-3.0-or-later
// Choices beside a chart, whose entries are filled anew only where they differ, so that a live run
// does not touch them. UI thread.
#pragma once

#include <QComboBox>
#include <vector>

namespace autokernel::ui {

// A choice of kernels: where it is too narrow its text is cut in the middle, since the shape at the
// end tells kernels of one type apart.
class ElidedChoice final : public QComboBox
{
    Q_OBJECT

public:
    using QComboBox::QComboBox;

protected:
    void paintEvent(QPaintEvent* event) override;
};

struct ChoiceEntry
{
    QString name; // "": a line between entries
    QVariant value = {};
};

// Keeps what was chosen, by its value; where that is gone or has none, takes the first. Sends no
// signal. False: another value is chosen than before.
bool setEntries(QComboBox& choice, const std::vector<ChoiceEntry>& entries);

} // namespace autokernel::ui

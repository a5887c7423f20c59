// SPDX-License-Identifier: GPL-3.0-or-later
// What a choice beside a chart offers, filled anew only where it differs, so that a live run does
// not touch it. UI thread.
#pragma once

#include <QComboBox>
#include <vector>

namespace autokernel::ui {

struct ChoiceEntry
{
    QString name; // "": a line between entries
    QVariant value = {};
};

// Keeps what was chosen, by its value; where that is gone or has none, takes the first. Sends no
// signal. False: another value is chosen than before.
bool setEntries(QComboBox& choice, const std::vector<ChoiceEntry>& entries);

} // namespace autokernel::ui

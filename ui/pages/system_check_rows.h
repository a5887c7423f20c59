// SPDX-License-Identifier: GPL-3.0-or-later
// The system check in words: what was found, whether it will do, and where it will not, what helps.
// Pure.
#pragma once

#include "ui/bridge/system_facts.h"

#include <QString>
#include <vector>

namespace autokernel::ui {

enum class CheckState
{
    Waiting, // not known yet
    Good,
    Limited, // runs work; something is weaker or left out
    Missing // runs do not work
};
QString wordOf(CheckState state);

struct CheckRow
{
    CheckState state = CheckState::Waiting;
    QString title = {}; // "Compiler"
    QString found = {}; // "g++ (Debian 12.2.0-14) 12.2.0"
    QString details = {}; // a second line: measured roofs with their spread
    QString remedy = {}; // one sentence; "" where nothing has to be done
    QString command = {}; // to be copied into a terminal; "" where there is none
};

// Always the same rows in the same order, for each GPU one more.
std::vector<CheckRow> checkRows(const SystemFacts& facts);
// "Ready: everything that a run needs is here." or what is missing.
CheckRow overall(const std::vector<CheckRow>& rows);

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// What to do with a file that was dropped on the window or chosen as a model: open it, begin a run
// with it, or say in a sentence why neither. Pure.
#pragma once

#include "ui/bridge/file_facts.h"

#include <QString>

namespace autokernel::ui {

struct DropDecision
{
    enum class Act
    {
        OpenHistory,
        UseModel, // the wizard, with this file
        LoadRun, // the wizard, with what this run.toml says
        UseKernel, // the wizard, with the types of this folder
        Refuse
    };
    Act act = Act::Refuse;
    QString sentence; // of a refusal: what it is and what would do
};

DropDecision decideDrop(const FileFacts& facts);
// Of several files, and of things that are no files of this machine.
QString refusalOfMany();
QString refusalOfNoFile();

} // namespace autokernel::ui

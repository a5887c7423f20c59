// SPDX-License-Identifier: GPL-3.0-or-later
// What the wizard has been told so far, as it was typed, and how that becomes a RunConfig. Nothing
// here looks at a file or a device: what those say comes from the sessions. Pure, any thread.
#pragma once

#include "engine/run_config.h"

#include <QString>
#include <QStringList>
#include <array>

namespace autokernel::ui {

struct RunDraft
{
    enum class Subject
    {
        Example,
        File,
        Kernel
    };
    Subject subject = Subject::Example;
    QString example = "gpt2";
    QString file;
    QString className; // of a Python file
    QString kernel; // a kernel type
    QString variant = "default";
    QString shape; // "R=4096,D=4096"; empty: the type's scoring shape
    QStringList kernelRoots; // beyond the installed one
    std::vector<std::string> workerPrefix; // of a run.toml: the pages do not ask for it

    QString inputs; // "int:1,128 1,64": one shape for each argument, apart by blanks
    QString vocabulary; // empty: from the model
    QString dtype = "fp32";
    QString device = "cpu";
    int threads = 0; // 0: all cores
    qulonglong seed = 1;

    // Of those that are set, the first to be used up ends the search.
    bool hasDuration = true;
    QString duration = "8h";
    bool hasClock = false;
    QString clock = "07:00";
    bool hasExperiments = false;
    int experiments = 500;
    QStringList mutators; // who proposes; all of them to begin with
    QString accept;
    bool withLadder = true;

    RunDraft();
    bool isPython() const { return subject == Subject::File && file.endsWith(".py"); }
    bool isTorchScript() const { return subject == Subject::File && !file.endsWith(".py"); }
};

enum class WizardStep
{
    Model,
    Inputs,
    Budget,
    Ladder,
    Summary
};
inline constexpr std::array kWizardSteps {WizardStep::Model, WizardStep::Inputs, WizardStep::Budget,
    WizardStep::Ladder, WizardStep::Summary};

// An error is the first thing that is wrong, in a sentence.
Result<engine::RunConfig> configOf(const RunDraft& draft);
// What is wrong on one page; empty: nothing. Ladder and Summary have nothing of their own.
QString problemOf(const RunDraft& draft, WizardStep step);
// The model alone, which can be read and measured whatever the budget says.
Result<engine::RunConfig> modelConfigOf(const RunDraft& draft);
// configOf's inverse, for a run.toml.
RunDraft draftOf(const engine::RunConfig& config);

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/drop_decision.h"

#include "ui/text.h"

#include <QObject>

namespace autokernel::ui {
namespace {

using Act = DropDecision::Act;

QString whatIsTaken()
{
    return QObject::tr(
        "A model is a TorchScript file (.pt) or a Python file (.py); run.toml files, "
        "histories (.db) and kernel folders are taken as well.");
}

QString refusalOf(const FileFacts& facts, const QString& name)
{
    switch (facts.kind) {
    case FileKind::Missing:
        return QObject::tr("There is no file %1.").arg(text(facts.path.string()));
    case FileKind::Unreadable:
        return QObject::tr("%1 cannot be read: %2.").arg(name, text(facts.problem));
    case FileKind::Empty:
        return QObject::tr("%1 is empty.").arg(name);
    case FileKind::PickledModel:
        return QObject::tr(
            "%1 holds weights or a pickled object without the model's code. Save the "
            "model with torch.jit.trace(model, inputs).save(\"model.pt\"), or give "
            "the Python file that defines its class.")
            .arg(name);
    case FileKind::OtherDatabase:
        return QObject::tr("%1 is a database of another program, not a history of AutoKernel.")
            .arg(name);
    case FileKind::OtherFolder:
        return QObject::tr("The folder %1 holds no kernel type: one has a spec.toml and a "
                           "reference.py. For a model, give its file.")
            .arg(name);
    case FileKind::KernelType:
    case FileKind::KernelRoot:
        return QObject::tr("The kernel folder %1 cannot be used: %2")
            .arg(name, text(facts.problem));
    default:
        return QObject::tr("%1 is nothing that AutoKernel can open. %2").arg(name, whatIsTaken());
    }
}

} // namespace

DropDecision decideDrop(const FileFacts& facts)
{
    const QString name = text(facts.path.filename().string());
    switch (facts.kind) {
    case FileKind::History:
        return {Act::OpenHistory, {}};
    case FileKind::TorchScript:
    case FileKind::Python:
        return {Act::UseModel, {}};
    case FileKind::RunToml:
        return {Act::LoadRun, {}};
    case FileKind::KernelType:
    case FileKind::KernelRoot:
        if (facts.problem.empty() && !facts.types.empty())
            return {Act::UseKernel, {}};
        break;
    default:
        break;
    }
    return {Act::Refuse, refusalOf(facts, name)};
}

QString refusalOfMany()
{
    return QObject::tr(
        "One at a time, please: several files were dropped, and a run has one model.");
}

QString refusalOfNoFile()
{
    return QObject::tr("That is no file of this machine. %1").arg(whatIsTaken());
}

} // namespace autokernel::ui

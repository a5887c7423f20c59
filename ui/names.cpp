// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/names.h"

#include "ui/text.h"

#include <QCoreApplication>

namespace autokernel::ui {
namespace {

QString tr(const char* source)
{
    return QCoreApplication::translate("Names", source);
}

} // namespace

QString rungName(const std::string& id)
{
    if (id == "torchscript")
        return tr("TorchScript");
    if (id == "torchscript_frozen")
        return tr("TorchScript, frozen");
    if (id == "torch_compile")
        return tr("torch.compile");
    if (id == "torch_compile_frozen")
        return tr("torch.compile, frozen");
    return text(id);
}

QString mutatorName(const std::string& id)
{
    if (id == "seed")
        return tr("starters");
    if (id == "parameters")
        return tr("parameter search");
    if (id == "structure")
        return tr("structure rewrites");
    if (id == "crossover")
        return tr("crossovers");
    return text(id).replace('_', ' ');
}

QString nameOf(protocol::Stage stage)
{
    using protocol::Stage;
    switch (stage) {
    case Stage::Smoke:
        return tr("Smoke");
    case Stage::Basics:
        return tr("Basics");
    case Stage::ShapeSweep:
        return tr("Shapes and dtypes");
    case Stage::Stability:
        return tr("Numerics");
    case Stage::Determinism:
        return tr("Determinism");
    case Stage::Edges:
        return tr("Edges and hostile values");
    case Stage::Sanitizer:
        return tr("Address sanitizer");
    }
    return {};
}

QString nameOf(store::LogLevel level)
{
    switch (level) {
    case store::LogLevel::Debug:
        return tr("debug");
    case store::LogLevel::Info:
        return tr("info");
    case store::LogLevel::Warning:
        return tr("warning");
    case store::LogLevel::Error:
        return tr("error");
    }
    return {};
}

} // namespace autokernel::ui

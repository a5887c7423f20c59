// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_keys.h"

#include <QCoreApplication>
#include <QKeySequence>
#include <QStringList>
#include <algorithm>
#include <array>

namespace autokernel::ui {
namespace {

struct Binding
{
    ChartCommand command;
    const char* what;
    std::array<Qt::Key, 2> keys; // the second may be Key_unknown
};

constexpr std::array kBindings {
    Binding {ChartCommand::Previous, QT_TRANSLATE_NOOP("ChartKeys", "Previous experiment"),
        {Qt::Key_Left, Qt::Key_unknown}},
    Binding {ChartCommand::Next, QT_TRANSLATE_NOOP("ChartKeys", "Next experiment"),
        {Qt::Key_Right, Qt::Key_unknown}},
    Binding {ChartCommand::PreviousKept, QT_TRANSLATE_NOOP("ChartKeys", "Previous kept one"),
        {Qt::Key_BracketLeft, Qt::Key_unknown}},
    Binding {ChartCommand::NextKept, QT_TRANSLATE_NOOP("ChartKeys", "Next kept one"),
        {Qt::Key_BracketRight, Qt::Key_unknown}},
    Binding {ChartCommand::Open, QT_TRANSLATE_NOOP("ChartKeys", "Diff of the chosen experiment"),
        {Qt::Key_Return, Qt::Key_Enter}},
    Binding {ChartCommand::Fit, QT_TRANSLATE_NOOP("ChartKeys", "Show everything, follow new data"),
        {Qt::Key_F, Qt::Key_Home}},
    Binding {ChartCommand::ZoomBack, QT_TRANSLATE_NOOP("ChartKeys", "Back to the zoom before"),
        {Qt::Key_Backspace, Qt::Key_unknown}},
    Binding {ChartCommand::Table, QT_TRANSLATE_NOOP("ChartKeys", "Chart or table"),
        {Qt::Key_T, Qt::Key_unknown}},
    Binding {ChartCommand::Logarithmic,
        QT_TRANSLATE_NOOP("ChartKeys", "Progress: speedup logarithmic or linear"),
        {Qt::Key_L, Qt::Key_unknown}},
    Binding {ChartCommand::LogarithmicX,
        QT_TRANSLATE_NOOP("ChartKeys", "Progress: experiments or time logarithmic or linear"),
        {Qt::Key_X, Qt::Key_unknown}},
    Binding {ChartCommand::Axis, QT_TRANSLATE_NOOP("ChartKeys", "Progress: experiments or clock"),
        {Qt::Key_C, Qt::Key_unknown}},
};

} // namespace

std::optional<ChartCommand> chartCommandOf(const QKeyEvent& event)
{
    if (event.key() == Qt::Key_unknown
        || event.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier))
        return std::nullopt;
    for (const auto& binding : kBindings)
        if (std::find(binding.keys.begin(), binding.keys.end(), event.key()) != binding.keys.end())
            return binding.command;
    return std::nullopt;
}

std::vector<ChartKeyRow> chartKeyRows()
{
    std::vector<ChartKeyRow> rows;
    for (const auto& binding : kBindings) {
        QStringList keys;
        for (const auto key : binding.keys)
            if (key != Qt::Key_unknown && key != Qt::Key_Enter) // the keypad's Return
                keys << QKeySequence(key).toString(QKeySequence::NativeText);
        rows.push_back({QCoreApplication::translate("ChartKeys", binding.what),
            keys.join(QStringLiteral(", "))});
    }
    return rows;
}

} // namespace autokernel::ui

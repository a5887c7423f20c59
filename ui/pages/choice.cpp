// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/choice.h"

#include <QSignalBlocker>
#include <QStyleOptionComboBox>
#include <QStylePainter>
#include <algorithm>

namespace autokernel::ui {
namespace {

bool hasEntries(const QComboBox& choice, const std::vector<ChoiceEntry>& entries)
{
    if (choice.count() != std::ssize(entries))
        return false;
    int index = 0;
    return std::all_of(entries.begin(), entries.end(), [&](const ChoiceEntry& entry) {
        const int at = index++;
        return choice.itemText(at) == entry.name && choice.itemData(at) == entry.value;
    });
}

} // namespace

void ElidedChoice::paintEvent(QPaintEvent*)
{
    constexpr int kBeside = 4; // pixels that the style leaves free beside the text
    QStylePainter painter(this);
    painter.setPen(palette().color(QPalette::Text));
    QStyleOptionComboBox option;
    initStyleOption(&option);
    painter.drawComplexControl(QStyle::CC_ComboBox, option);
    const auto field
        = style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, this);
    option.currentText = option.fontMetrics.elidedText(
        option.currentText, Qt::ElideMiddle, field.width() - kBeside);
    painter.drawControl(QStyle::CE_ComboBoxLabel, option);
}

bool setEntries(QComboBox& choice, const std::vector<ChoiceEntry>& entries)
{
    if (hasEntries(choice, entries))
        return true;
    const QSignalBlocker quiet(&choice);
    const auto before = choice.currentData();
    choice.clear();
    for (const auto& entry : entries) {
        if (entry.name.isEmpty())
            choice.insertSeparator(choice.count());
        else
            choice.addItem(entry.name, entry.value);
    }
    const int kept = before.isValid() ? choice.findData(before) : 0;
    choice.setCurrentIndex(entries.empty() ? -1 : std::max(0, kept));
    return choice.currentData() == before;
}

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers stand at the right of a column, words at the left, headings with them. Pure, any thread.
#pragma once

#include <QVariant>
#include <Qt>

namespace autokernel::ui {

// For Qt::TextAlignmentRole.
inline QVariant cellAlignment(bool isNumber)
{
    return QVariant::fromValue(
        Qt::Alignment(Qt::AlignVCenter | (isNumber ? Qt::AlignRight : Qt::AlignLeft)));
}

} // namespace autokernel::ui

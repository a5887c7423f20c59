// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sentence.h"

#include "ui/text.h"

#include <QRegularExpression>

namespace autokernel::ui {

QString sentence(const std::string& ofEngine)
{
    // No letter or digit may follow: a shape is "512x768".
    static const QRegularExpression ratio("(?<=\\d)x\\b");
    // A dash between two numbers, as of a date, is none.
    static const QRegularExpression minus("(?<![\\w-])-(?=\\d)");
    return text(ofEngine).replace(ratio, "×").replace(minus, "−");
}

} // namespace autokernel::ui

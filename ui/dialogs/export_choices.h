// SPDX-License-Identifier: GPL-3.0-or-later
// What was chosen at the last exports, offered again at the next. A value.
#pragma once

#include <QSize>
#include <QString>

namespace autokernel::ui {

struct ExportChoices
{
    QString tableFormat = "csv"; // suffix of the file, as the next two
    QString chartFormat = "png";
    QString reportFormat = "html";
    QSize chartPixels {1600, 900};
    int chartDotsPerInch = 192;
    QString chartColors = "light"; // "dark" or "print"
    QString folder = {}; // "": the user's documents

    bool operator==(const ExportChoices&) const = default;
};

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// Text that wraps, but not between a number and its unit, nor before a dot between two parts. Any
// thread.
#pragma once

#include <QRegularExpression>
#include <QString>
#include <QStringList>

namespace autokernel::ui {

inline QString unbroken(QString text) // "5.11 ms", "88 %", "207 GFLOP/s" stay in one line
{
    static const QRegularExpression unit(
        R"((?<=\d) (?=(?:%|[nµm]?s|min|h|[kMGTP]?(?:B|FLOP))(?!\w)))");
    return text.replace(unit, QString(QChar(QChar::Nbsp)));
}

inline QString dotted(const QStringList& parts) // "gpt2 · fp32", where no line begins with a dot
{
    return parts.join(QString(QChar::Nbsp) + QStringLiteral("· "));
}

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// Text that wraps, but not between a number and its unit, and whose parts between dots stay whole
// where a line holds them. Any thread.
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

// As many parts of a dotted() text in each line as fit, without the dot between the last of one
// line and the first of the next.
template <typename Fits> QString inLines(const QString& text, Fits fits)
{
    QStringList lines;
    const auto parts = text.split(dotted({QString(), QString()}));
    for (const auto& part : parts)
        if (!lines.isEmpty() && fits(dotted({lines.back(), part})))
            lines.back() = dotted({lines.back(), part});
        else
            lines.push_back(part);
    return lines.join('\n');
}

} // namespace autokernel::ui

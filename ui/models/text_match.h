// SPDX-License-Identifier: GPL-3.0-or-later
// What a search box asks of a text: that each of its words is in it, or that its expression is, in
// any case. Value; any thread.
#pragma once

#include <QRegularExpression>
#include <QString>
#include <QStringList>

namespace autokernel::ui {

class TextMatch
{
public:
    TextMatch() = default; // fits all
    // An expression that is not valid fits all.
    explicit TextMatch(const QString& search, bool isExpression = false);

    bool fits(const QString& text) const;

private:
    QStringList m_words;
    QRegularExpression m_expression; // where there are no words
};

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// Which of many texts have a regular expression, in milliseconds for 100,000 of them. A line is
// what ^ and $ look at; the case of letters does not matter. Pure, any thread.
#pragma once

#include <QRegularExpression>
#include <span>
#include <string_view>
#include <vector>

namespace autokernel::ui {

// As a search means it; one that runs away in its own alternatives finds nothing instead.
QRegularExpression expressionOf(const QString& pattern);

class ExpressionSearch
{
public:
    explicit ExpressionSearch(std::string_view pattern);

    bool isValid() const { return m_expression.isValid(); }
    bool isIn(std::string_view text) const;
    std::vector<bool> areIn(std::span<const std::string_view> texts) const;

private:
    QRegularExpression m_expression;
    bool m_mayBeJoined; // no match of one text is lost where others stand around it
};

} // namespace autokernel::ui

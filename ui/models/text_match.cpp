// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/text_match.h"

#include "ui/bridge/expression_search.h"

#include <algorithm>

namespace autokernel::ui {

TextMatch::TextMatch(const QString& search, bool isExpression)
{
    if (!isExpression)
        m_words = search.split(' ', Qt::SkipEmptyParts);
    else if (const auto expression = expressionOf(search);
             !search.isEmpty() && expression.isValid())
        m_expression = expression;
}

bool TextMatch::fits(const QString& text) const
{
    if (!m_expression.pattern().isEmpty())
        return m_expression.match(text).hasMatch();
    return std::all_of(m_words.begin(), m_words.end(),
        [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

} // namespace autokernel::ui

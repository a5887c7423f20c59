// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/expression_search.h"

#include <QStringDecoder>
#include <algorithm>

namespace autokernel::ui {
namespace {

// Steps for one text; what people write takes some hundreds.
constexpr const char* kPatience = "(*LIMIT_MATCH=100000)";
constexpr std::size_t kTogether = 64; // texts

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

// These look beyond the line, or take what a match in one text alone would have left.
bool looksAround(const QString& pattern)
{
    const QStringList around {
        "(?", "(*", "\\A", "\\Z", "\\z", "\\G", "\\K", "*+", "++", "?+", "}+"};
    return std::any_of(
        around.begin(), around.end(), [&](const QString& each) { return pattern.contains(each); });
}

QRegularExpressionMatch matchIn(const QRegularExpression& expression, QStringView text)
{
    // Decoded here: checking it again would take as long as the search.
    return expression.match(text, 0, QRegularExpression::NormalMatch,
        QRegularExpression::DontCheckSubjectStringMatchOption);
}

} // namespace

QRegularExpression expressionOf(const QString& pattern)
{
    return QRegularExpression(kPatience + pattern,
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::MultilineOption);
}

ExpressionSearch::ExpressionSearch(std::string_view pattern)
    : m_expression(expressionOf(textOf(pattern)))
    , m_mayBeJoined(!looksAround(textOf(pattern)))
{
}

bool ExpressionSearch::isIn(std::string_view text) const
{
    return matchIn(m_expression, textOf(text)).hasMatch();
}

// A match costs more to set up than to make: most texts are refused many at a time.
std::vector<bool> ExpressionSearch::areIn(std::span<const std::string_view> texts) const
{
    std::vector<bool> found(texts.size());
    std::vector<QChar> decoded;
    std::vector<QStringView> views;
    for (std::size_t first = 0; first < texts.size(); first += kTogether) {
        const auto some = texts.subspan(first, std::min(kTogether, texts.size() - first));
        QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
        std::size_t room = 0;
        for (const auto text : some)
            room += static_cast<std::size_t>(
                        decoder.requiredSpace(static_cast<qsizetype>(text.size())))
                + 1;
        decoded.resize(std::max(decoded.size(), room));
        views.clear();
        auto* end = decoded.data();
        for (const auto text : some) {
            auto* begin = end;
            end = decoder.appendToBuffer(
                end, QByteArrayView(text.data(), static_cast<qsizetype>(text.size())));
            views.emplace_back(begin, end);
            *end++ = u'\n';
        }
        const auto together
            = matchIn(m_expression, QStringView(decoded.data(), end)); // not valid: out of patience
        if (m_mayBeJoined && together.isValid() && !together.hasMatch())
            continue;
        for (std::size_t i = 0; i < views.size(); ++i)
            found[first + i] = matchIn(m_expression, views[i]).hasMatch();
    }
    return found;
}

} // namespace autokernel::ui

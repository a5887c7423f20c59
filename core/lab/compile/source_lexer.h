// SPDX-License-Identifier: Apache-2.0
// The preprocessing tokens of a candidate's text, for the rules about it. Pure, any thread.
#pragma once

#include <algorithm>
#include <string_view>

namespace autokernel::lab::compile {

inline bool isIdentifierStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$'
        || static_cast<unsigned char>(c) >= 0x80;
}
inline bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
inline bool isIdentifierPart(char c)
{
    return isIdentifierStart(c) || isDigit(c);
}
inline bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

enum class TokenKind
{
    Identifier,
    Number,
    String,
    Character,
    Punctuation,
    NewLine,
    End
};

struct Token
{
    TokenKind kind = TokenKind::End;
    std::string_view text;
    bool startsLine = false; // nothing but blanks and comments in front of it
};

// Preprocessing tokens of a text without line splices and raw strings. Comments are blanks.
class Lexer
{
public:
    explicit Lexer(std::string_view text)
        : m_text(text)
    {
    }

    Token next()
    {
        skipBlanks();
        Token token;
        token.startsLine = m_atLineStart;
        if (m_position >= m_text.size())
            return token;
        const std::size_t begin = m_position;
        const char c = m_text[begin];
        m_atLineStart = false;
        if (c == '\n') {
            ++m_position;
            m_atLineStart = true;
            token.kind = TokenKind::NewLine;
        } else if (isIdentifierStart(c)) {
            skipWhile(isIdentifierPart);
            token.kind = TokenKind::Identifier;
        } else if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
            skipNumber();
            token.kind = TokenKind::Number;
        } else if (c == '"' || c == '\'') {
            skipQuoted(c);
            token.kind = c == '"' ? TokenKind::String : TokenKind::Character;
        } else {
            m_position += c == '%' && peek(1) == ':' ? 2 : 1;
            token.kind = TokenKind::Punctuation;
        }
        token.text = m_text.substr(begin, m_position - begin);
        return token;
    }

    // What is left of the line, without its end; the lexer stands at the line's end then.
    std::string_view restOfLine()
    {
        const std::size_t end = std::min(m_text.find('\n', m_position), m_text.size());
        const auto rest = m_text.substr(m_position, end - m_position);
        m_position = end;
        return rest;
    }
    std::size_t position() const { return m_position; }

private:
    char peek(std::size_t distance) const
    {
        return m_position + distance < m_text.size() ? m_text[m_position + distance] : '\0';
    }
    template <typename Predicate> void skipWhile(Predicate predicate)
    {
        while (m_position < m_text.size() && predicate(m_text[m_position]))
            ++m_position;
    }
    void skipBlanks()
    {
        for (;;) {
            skipWhile(isBlank);
            if (peek(0) == '/' && peek(1) == '/') {
                skipWhile([](char c) { return c != '\n'; });
            } else if (peek(0) == '/' && peek(1) == '*') {
                const std::size_t end = m_text.find("*/", m_position + 2);
                m_position = end == std::string_view::npos ? m_text.size() : end + 2;
            } else {
                return;
            }
        }
    }
    void skipNumber()
    {
        while (m_position < m_text.size()) {
            const char c = m_text[m_position];
            const bool isExponent = (c == 'e' || c == 'E' || c == 'p' || c == 'P')
                && (peek(1) == '+' || peek(1) == '-');
            if (isExponent || (c == '\'' && isIdentifierPart(peek(1))))
                m_position += 2;
            else if (isIdentifierPart(c) || c == '.')
                ++m_position;
            else
                return;
        }
    }
    // A quote that the line does not close ends with the line, as the compiler has it.
    void skipQuoted(char quote)
    {
        ++m_position;
        while (m_position < m_text.size() && m_text[m_position] != '\n') {
            const char c = m_text[m_position];
            m_position += c == '\\' && peek(1) != '\n' && peek(1) != '\0' ? 2 : 1;
            if (c == quote)
                return;
        }
    }

    std::string_view m_text;
    std::size_t m_position = 0;
    bool m_atLineStart = true;
};

} // namespace autokernel::lab::compile

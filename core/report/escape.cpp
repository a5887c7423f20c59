// SPDX-License-Identifier: Apache-2.0
#include "report/escape.h"

namespace autokernel::report {
namespace {

bool looksLikeFormula(std::string_view text)
{
    return !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
}

} // namespace

std::string escapeHtml(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    for (const char c : text) {
        switch (c) {
        case '&':
            result += "&amp;";
            break;
        case '<':
            result += "&lt;";
            break;
        case '>':
            result += "&gt;";
            break;
        case '"':
            result += "&quot;";
            break;
        case '\'':
            result += "&#39;";
            break;
        default:
            // HTML forbids control characters even when escaped.
            result += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
        }
    }
    return result;
}

std::string escapeMarkdown(std::string_view text)
{
    constexpr std::string_view kSpecial = "\\`*_[]<>|#";
    std::string result;
    for (const char c : text) {
        if (c == '\n' || c == '\r')
            result += ' ';
        else {
            if (kSpecial.find(c) != std::string_view::npos)
                result += '\\';
            result += c;
        }
    }
    return result;
}

std::string csvField(std::string_view text)
{
    const bool isFormula = looksLikeFormula(text);
    if (!isFormula && text.find_first_of(",\"\r\n") == std::string_view::npos)
        return std::string(text);
    std::string result = isFormula ? "\"'" : "\"";
    for (const char c : text) {
        if (c == '"')
            result += '"';
        result += c;
    }
    return result + "\"";
}

std::string tsvField(std::string_view text)
{
    std::string result = looksLikeFormula(text) ? "'" : "";
    for (const char c : text)
        result += c == '\t' || c == '\r' || c == '\n' ? ' ' : c;
    return result;
}

} // namespace autokernel::report

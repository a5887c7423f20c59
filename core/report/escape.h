// SPDX-License-Identifier: Apache-2.0
// Text from elsewhere (sources, titles, names) made harmless for its place. Pure.
#pragma once

#include <string>
#include <string_view>

namespace autokernel::report {

std::string escapeHtml(std::string_view text); // element content and quoted attributes
std::string escapeMarkdown(std::string_view text); // a table cell or a paragraph, on one line
std::string csvField(
    std::string_view text); // RFC 4180; a spreadsheet takes it for text, never for a formula
std::string tsvField(std::string_view text); // likewise; tabs and line ends become blanks

} // namespace autokernel::report

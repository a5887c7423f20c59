// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

namespace autokernel {
namespace {

// Bytes of the character that `text`, which is not empty, begins with; 0: it begins with none.
std::size_t lengthOfFirst(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = byte(0);
    if (lead < 0x80)
        return 1;
    const std::size_t length = lead < 0xC2 ? 0
        : lead < 0xE0                      ? 2
        : lead < 0xF0                      ? 3
        : lead < 0xF5                      ? 4
                                           : 0;
    if (length == 0 || length > text.size())
        return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xC0U) != 0x80U)
            return 0;
    const unsigned second = byte(1);
    const bool isForbidden = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F)
        || (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F);
    return isForbidden ? 0 : length;
}

} // namespace

std::optional<std::size_t> firstInvalidUtf8(std::string_view text)
{
    for (std::size_t position = 0; position < text.size();) {
        const auto length = lengthOfFirst(text.substr(position));
        if (length == 0)
            return position;
        position += length;
    }
    return std::nullopt;
}

} // namespace autokernel

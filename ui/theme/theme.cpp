// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "base/json.h"

#include <QFile>
#include <algorithm>
#include <cmath>

namespace autokernel::ui {
namespace {

constexpr std::array<std::string_view, kPaints> kNames {"window", "card", "line", "grid", "text",
    "soft", "accent", "accent_soft", "kept", "kept_soft", "reverted", "inconclusive", "incorrect",
    "crashed", "rejected", "added", "added_word", "removed", "removed_word", "memory_zone",
    "compute_zone", "keyword", "type", "number", "string", "comment", "series_1", "series_2",
    "series_3", "series_4", "series_5", "series_6", "series_7", "series_8"};

Theme shipped(const char* file)
{
    QFile resource(file);
    if (!resource.open(QIODevice::ReadOnly))
        qFatal("The theme %s is not in the program.", file);
    auto theme = Theme::fromJson(resource.readAll().toStdString());
    if (!theme)
        qFatal("%s: %s", file, theme.error().message.c_str());
    return *theme;
}

double luminance(const QColor& color)
{
    const auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF())
        + 0.0722 * linear(color.blueF());
}

} // namespace

std::string_view toString(Paint paint)
{
    return kNames[static_cast<std::size_t>(paint)];
}

Paint seriesPaint(std::size_t index)
{
    return static_cast<Paint>(static_cast<std::size_t>(Paint::Series1) + index % kSeriesPaints);
}

Result<Theme> Theme::fromJson(std::string_view text)
{
    AK_ASSIGN(const auto json, parseJson(text));
    Theme theme;
    for (std::size_t i = 0; i < kPaints; ++i) {
        const QColor color(
            QString::fromStdString(json.value(std::string(kNames[i]), std::string())));
        if (!color.isValid())
            return fail(ErrorCode::InvalidInput, "the theme has no colour '{}'.", kNames[i]);
        theme.m_colors[i] = color;
    }
    theme.m_isDark = luminance(theme[Paint::Window]) < luminance(theme[Paint::Text]);
    return theme;
}

const Theme& Theme::light()
{
    static const Theme theme = shipped(":/themes/light.json");
    return theme;
}

const Theme& Theme::dark()
{
    static const Theme theme = shipped(":/themes/dark.json");
    return theme;
}

const Theme& Theme::print()
{
    static const Theme theme = shipped(":/themes/print.json");
    return theme;
}

double contrast(const QColor& a, const QColor& b)
{
    const double first = luminance(a) + 0.05;
    const double second = luminance(b) + 0.05;
    return std::max(first, second) / std::min(first, second);
}

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/band_names.h"

#include <QCoreApplication>
#include <algorithm>
#include <map>

namespace autokernel::ui {
namespace {

constexpr double kPadding = 4; // pixels from the border of a band, as the next
constexpr double kLeastName = 28; // of a name that is cut: fewer say nothing

QString typeOf(const QString& kernel)
{
    return kernel.section('/', 0, 0);
}

// What a kernel is called, measured once: a night in turns has thousands of bands.
struct Measured
{
    QString brief; // "fused_mlp" of "fused_mlp/gelu_bias", but "linear" where another is matmul
    double width = 0; // pixels of the whole name
    double briefWidth = 0;
};

std::map<QString, Measured> measured(const std::vector<Band>& bands, const QFontMetricsF& metrics)
{
    std::map<QString, Measured> kernels;
    for (const auto& band : bands)
        kernels.try_emplace(band.kernel);
    std::map<QString, int> ofType;
    for (const auto& kernel : kernels)
        ++ofType[typeOf(kernel.first)];
    for (auto& [kernel, name] : kernels) {
        const auto type = typeOf(kernel);
        name.brief = ofType[type] == 1 || !kernel.contains('/') ? type : kernel.section('/', 1);
        name.width = metrics.horizontalAdvance(kernel);
        name.briefWidth = metrics.horizontalAdvance(name.brief);
    }
    return kernels;
}

double roomOf(const Band& band)
{
    return band.right - band.left - 2 * kPadding;
}

} // namespace

std::vector<BandName> nameBands(
    const std::vector<Band>& bands, double from, const QFontMetricsF& metrics)
{
    const auto kernels = measured(bands, metrics);
    const auto widthOf = [&](const QString& text) { return metrics.horizontalAdvance(text); };
    const auto fits
        = [&](const Band& band) { return kernels.at(band.kernel).briefWidth <= roomOf(band); };
    std::vector<BandName> names;
    const auto name = [&](const Band& band) {
        const auto& kernel = kernels.at(band.kernel);
        if (kernel.width <= roomOf(band))
            names.push_back({band.kernel, band.left + kPadding});
        else if (kernel.briefWidth <= roomOf(band))
            names.push_back({kernel.brief, band.left + kPadding});
        else if (roomOf(band) >= kLeastName)
            names.push_back({metrics.elidedText(kernel.brief, Qt::ElideMiddle, roomOf(band)),
                band.left + kPadding});
    };
    for (auto band = bands.begin(); band != bands.end();) {
        const auto end
            = std::find_if(band, bands.end(), [](const Band& each) { return !each.isStarters; });
        if (end - band < 2 || std::all_of(band, end, fits)) {
            const auto last = std::max(end, std::next(band));
            std::for_each(band, last, name);
            band = last;
            continue;
        }
        const auto starters = QCoreApplication::translate("KernelBands", "starters");
        const double right = std::prev(end)->right - kPadding; // there the next name begins
        const double centred = (band->left + right + kPadding - widthOf(starters)) / 2;
        const double left = std::min(centred, right - widthOf(starters));
        const double free
            = names.empty() ? from : names.back().left + widthOf(names.back().text) + kPadding;
        if (left >= free)
            names.push_back({starters, left});
        else if (free + widthOf(starters) <= right)
            names.push_back({starters, free});
        band = end;
    }
    return names;
}

} // namespace autokernel::ui

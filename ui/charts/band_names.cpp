// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/band_names.h"

#include <QCoreApplication>
#include <algorithm>
#include <map>
#include <set>

namespace autokernel::ui {
namespace {

constexpr double kPadding = 4; // pixels from the border of a band, as the next

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

// Neighbours of starters alone that are named together, since one of them has no room.
std::vector<bool> areTogether(
    const std::vector<Band>& bands, const std::map<QString, Measured>& kernels)
{
    std::vector<bool> together(bands.size());
    for (std::size_t first = 0; first < bands.size(); ++first) {
        std::size_t end = first;
        bool allFit = true;
        for (; end < bands.size() && bands[end].isStarters; ++end)
            allFit = allFit && kernels.at(bands[end].kernel).briefWidth <= roomOf(bands[end]);
        if (end - first >= 2 && !allFit)
            std::fill(together.begin() + static_cast<std::ptrdiff_t>(first),
                together.begin() + static_cast<std::ptrdiff_t>(end), true);
        first = std::max(first, end);
    }
    return together;
}

} // namespace

std::vector<BandName> nameBands(
    const std::vector<Band>& bands, double from, const QFontMetricsF& metrics)
{
    const auto kernels = measured(bands, metrics);
    const auto together = areTogether(bands, kernels);
    // All whole or all brief: one chart calls a kernel by one name.
    bool isBrief = false;
    for (std::size_t i = 0; i < bands.size(); ++i) {
        const auto& kernel = kernels.at(bands[i].kernel);
        const double room = roomOf(bands[i]);
        isBrief = isBrief || (!together[i] && kernel.briefWidth <= room && kernel.width > room);
    }
    const auto widthOf = [&](const Band& band) {
        const auto& kernel = kernels.at(band.kernel);
        return isBrief ? kernel.briefWidth : kernel.width;
    };
    const auto fits = [&](std::size_t i) { return widthOf(bands[i]) <= roomOf(bands[i]); };
    // How far a name may reach: to the next band that has one of its own.
    std::vector<double> reach(bands.size());
    std::set<QString> named;
    double next = bands.empty() ? from : bands.back().right;
    for (std::size_t i = bands.size(); i-- > 0;) {
        reach[i] = next;
        if (together[i] || fits(i))
            next = bands[i].left;
        if (!together[i] && fits(i))
            named.insert(bands[i].kernel);
    }
    std::vector<BandName> names;
    double free = from; // right of the last name
    const auto add = [&](const QString& text, double left, double width) {
        names.push_back({text, left});
        free = left + width + kPadding;
    };
    for (std::size_t i = 0; i < bands.size(); ++i) {
        const auto& band = bands[i];
        if (together[i]) {
            std::size_t last = i;
            while (last + 1 < bands.size() && together[last + 1])
                ++last;
            const auto starters = QCoreApplication::translate("KernelBands", "starters");
            const double width = metrics.horizontalAdvance(starters);
            const double right = bands[last].right - kPadding; // there the next name begins
            const double centred = (band.left + right + kPadding - width) / 2;
            const double left = std::max(free, std::min(centred, right - width));
            if (left + width <= right)
                add(starters, left, width);
            i = last;
            continue;
        }
        const double left = band.left + kPadding;
        const double width = widthOf(band);
        const bool reaches = left >= free && left + width + kPadding <= reach[i];
        if (!fits(i) && (!reaches || !named.insert(band.kernel).second))
            continue;
        add(isBrief ? kernels.at(band.kernel).brief : band.kernel, left, width);
    }
    return names;
}

} // namespace autokernel::ui

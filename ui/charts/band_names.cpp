// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/band_names.h"

#include <QCoreApplication>
#include <algorithm>
#include <map>
#include <set>
#include <utility>

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

// Which bands are named alone and which together, and what by: decided once for the whole chart.
class Naming
{
public:
    Naming(const std::vector<Band>& bands, const QFontMetricsF& metrics)
        : m_bands(bands)
        , m_kernels(measured(bands, metrics))
        , m_isTogether(bands.size())
    {
        findTogether();
        for (std::size_t i = 0; i < bands.size(); ++i) {
            const auto& name = nameOf(i);
            const double room = roomOf(bands[i]);
            m_isBrief
                = m_isBrief || (!m_isTogether[i] && name.briefWidth <= room && name.width > room);
        }
    }

    QString text(std::size_t i) const { return m_isBrief ? nameOf(i).brief : m_bands[i].kernel; }
    double width(std::size_t i) const { return m_isBrief ? nameOf(i).briefWidth : nameOf(i).width; }
    bool isTogether(std::size_t i) const { return m_isTogether[i]; }
    bool fitsAlone(std::size_t i) const
    {
        return !m_isTogether[i] && width(i) <= roomOf(m_bands[i]);
    }
    std::size_t lastTogetherWith(std::size_t i) const
    {
        while (i + 1 < m_bands.size() && m_isTogether[i + 1])
            ++i;
        return i;
    }
    std::set<QString> kernelsWithABandOfTheirOwn() const
    {
        std::set<QString> kernels;
        for (std::size_t i = 0; i < m_bands.size(); ++i)
            if (fitsAlone(i))
                kernels.insert(m_bands[i].kernel);
        return kernels;
    }
    // How far each name may go: to the next band that has one of its own.
    std::vector<double> reach() const
    {
        std::vector<double> reach(m_bands.size());
        double next = m_bands.empty() ? 0 : m_bands.back().right;
        for (std::size_t i = m_bands.size(); i-- > 0;) {
            reach[i] = next;
            if (m_isTogether[i] || fitsAlone(i))
                next = m_bands[i].left;
        }
        return reach;
    }

private:
    const Measured& nameOf(std::size_t i) const { return m_kernels.at(m_bands[i].kernel); }

    // Neighbours of starters alone, where one of them has no room.
    void findTogether()
    {
        for (std::size_t first = 0; first < m_bands.size(); ++first) {
            std::size_t end = first;
            bool allFit = true;
            for (; end < m_bands.size() && m_bands[end].isStarters; ++end)
                allFit = allFit && nameOf(end).briefWidth <= roomOf(m_bands[end]);
            if (end - first >= 2 && !allFit)
                std::fill(m_isTogether.begin() + static_cast<std::ptrdiff_t>(first),
                    m_isTogether.begin() + static_cast<std::ptrdiff_t>(end), true);
            first = std::max(first, end);
        }
    }

    const std::vector<Band>& m_bands;
    std::map<QString, Measured> m_kernels;
    std::vector<bool> m_isTogether;
    bool m_isBrief = false; // all whole or all brief: one chart calls a kernel by one name
};

// Places names from left to right.
class Line
{
public:
    Line(double from, const QFontMetricsF& metrics)
        : m_metrics(metrics)
        , m_free(from)
    {
    }

    void place(const QString& text, double left, double width)
    {
        m_names.push_back({text, left});
        m_free = left + width + kPadding;
    }
    // Over the middle of the bands between the two, but right of what stands there already.
    void placeStarters(double left, double right)
    {
        const auto text = QCoreApplication::translate("KernelBands", "starters");
        const double width = m_metrics.horizontalAdvance(text);
        const double end = right - kPadding; // there the next name begins
        const double begin = std::max(m_free, std::min((left + right - width) / 2, end - width));
        if (begin + width <= end)
            place(text, begin, width);
    }
    bool isFree(double left) const { return left >= m_free; }
    std::vector<BandName> takeNames() { return std::move(m_names); }

private:
    const QFontMetricsF& m_metrics;
    std::vector<BandName> m_names;
    double m_free; // right of the last name
};

} // namespace

std::vector<BandName> nameBands(
    const std::vector<Band>& bands, double from, const QFontMetricsF& metrics)
{
    const Naming naming(bands, metrics);
    const auto reach = naming.reach();
    auto named = naming.kernelsWithABandOfTheirOwn();
    Line line(from, metrics);
    for (std::size_t i = 0; i < bands.size(); ++i) {
        if (naming.isTogether(i)) {
            const auto last = naming.lastTogetherWith(i);
            line.placeStarters(bands[i].left, bands[last].right);
            i = last;
            continue;
        }
        const double left = bands[i].left + kPadding;
        const double width = naming.width(i);
        const bool reaches = line.isFree(left) && left + width + kPadding <= reach[i];
        if (naming.fitsAlone(i) || (reaches && named.insert(bands[i].kernel).second))
            line.place(naming.text(i), left, width);
    }
    return line.takeNames();
}

} // namespace autokernel::ui

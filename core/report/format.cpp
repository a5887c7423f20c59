// SPDX-License-Identifier: Apache-2.0
#include "report/format.h"

#include "base/statistics.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace autokernel::report {
namespace {

// Three significant digits, without an exponent.
std::string significant(double value)
{
    const double size = std::abs(value);
    if (size >= 100 || size == 0)
        return fmt::format("{:.0f}", value);
    if (size >= 10)
        return fmt::format("{:.1f}", value);
    if (size >= 1)
        return fmt::format("{:.2f}", value);
    return fmt::format("{:.3g}", value);
}

// Of a narrow interval two would hide on which side of 1 it lies.
int digitsOf(const store::SpeedupInterval& interval)
{
    return interval.high - interval.low < 0.03 ? 3 : 2;
}

std::string withPrefix(double value, const std::string& unit)
{
    static constexpr std::array<const char*, 6> kPrefixes {"", "k", "M", "G", "T", "P"};
    std::size_t prefix = 0;
    while (std::abs(value) >= 999.5 && prefix + 1 < kPrefixes.size()) {
        value /= 1000;
        ++prefix;
    }
    return significant(value) + " " + kPrefixes[prefix] + unit;
}

} // namespace

std::string formatMicroseconds(double microseconds)
{
    if (!std::isfinite(microseconds))
        return "not measured";
    if (microseconds >= 999'500)
        return significant(microseconds / 1e6) + " s";
    if (microseconds >= 999.5)
        return significant(microseconds / 1e3) + " ms";
    return significant(microseconds) + " µs";
}

std::string witnessRemark(const protocol::ContenderSamples& samples)
{
    if (samples.witnessNanoseconds.empty())
        return "";
    return fmt::format(
        " ({} by CUPTI)", formatMicroseconds(statistics::median(samples.witnessNanoseconds) / 1e3));
}

std::string formatSpeedup(double ratio)
{
    if (!std::isfinite(ratio))
        return "not measured";
    return ratio < 0.1 ? fmt::format("{:.4f}×", ratio) : fmt::format("{:.2f}×", ratio);
}

std::string formatSpread(double lowMicroseconds, double highMicroseconds, std::size_t count)
{
    if (!std::isfinite(lowMicroseconds))
        return {};
    auto text = formatMicroseconds(lowMicroseconds) + " to " + formatMicroseconds(highMicroseconds);
    return count < statistics::kFewestForMedianInterval
        ? fmt::format("{} (range of {})", text, count)
        : text;
}

std::string formatInterval(const store::SpeedupInterval& interval)
{
    return fmt::format("{:.{}f}× ({})", interval.value, digitsOf(interval), formatRange(interval));
}

std::string formatRange(const store::SpeedupInterval& interval)
{
    return fmt::format("{0:.{2}f} to {1:.{2}f}", interval.low, interval.high, digitsOf(interval));
}

std::string formatPercent(double fraction)
{
    if (!std::isfinite(fraction))
        return "unknown";
    return std::abs(fraction) < 0.0995 ? fmt::format("{:.1f} %", fraction * 100)
                                       : fmt::format("{:.0f} %", fraction * 100);
}

std::string formatRate(double perSecond, const std::string& unit)
{
    return withPrefix(perSecond, unit + "/s");
}

std::string formatRoof(const roofline::Rate& rate, const std::string& unit)
{
    return fmt::format("{}, best of {} (8 of 10 runs: {} to {})", formatRate(rate.best, unit),
        rate.runs > 0 ? formatCounted(rate.runs, "run") : "all runs", formatRate(rate.low, unit),
        formatRate(rate.high, unit));
}

std::string formatBytes(double bytes)
{
    return withPrefix(bytes, "B");
}

std::string formatSeconds(double seconds)
{
    if (seconds >= 5400)
        return significant(seconds / 3600) + " h";
    if (seconds >= 90)
        return significant(seconds / 60) + " min";
    if (seconds > 0 && seconds < 0.1)
        return formatMicroseconds(seconds * 1e6);
    return significant(seconds) + " s";
}

std::string describeRoof(double fractionOfRoof, const std::string& bottleneck)
{
    std::string text = fmt::format("The champion reaches {} of the measured roof, bound by {}.",
        formatPercent(fractionOfRoof), bottleneck);
    if (fractionOfRoof > 1)
        text += " More than all of it means that a nearer cache serves its data or that it reads "
                "more than "
                "it writes, where this roof is a copy; far more means that a figure is wrong.";
    return text;
}

std::string formatCount(std::int64_t count)
{
    std::string digits = std::to_string(count);
    const std::size_t sign = count < 0 ? 1 : 0;
    for (std::size_t i = digits.size(); i > sign + 3; i -= 3)
        digits.insert(i - 3, ",");
    return digits;
}

std::string formatCounted(std::int64_t count, const std::string& noun)
{
    return formatCount(count) + " " + noun + (count == 1 ? "" : "s");
}

} // namespace autokernel::report

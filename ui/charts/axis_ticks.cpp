// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/axis_ticks.h"

#include <QDateTime>
#include <QLocale>
#include <algorithm>
#include <array>
#include <cmath>

namespace autokernel::ui {
namespace {

constexpr double kRoomBeside = 56; // pixels from tick to tick of a horizontal axis
constexpr double kRoomAbove = 34; // of a vertical one
constexpr int kFewest = 3; // ticks of less than a decade; with fewer they are a linear axis's
constexpr int kMostDecimals = 4;
constexpr int kTimeTicks = 4;
constexpr double kRoomOfClock = 80; // pixels from tick to tick
constexpr double kMinute = 60; // seconds, as the next
constexpr double kHour = 60 * kMinute;
constexpr double kDay = 24 * kHour;

QString tr(const char* source)
{
    return QCoreApplication::translate("Axis", source);
}

// Ticks are asked for before the first layout gives the rectangle its size.
double pixelsAlong(const QCPAxis& axis)
{
    const bool isBeside = axis.orientation() == Qt::Horizontal;
    const auto* rect = axis.axisRect();
    if (!rect->rect().isEmpty())
        return isBeside ? rect->width() : rect->height();
    const auto* plot = axis.parentPlot();
    const auto margins = rect->margins();
    return isBeside ? plot->viewport().width() - margins.left() - margins.right()
                    : plot->viewport().height() / std::max(1, plot->axisRectCount()) - margins.top()
            - margins.bottom();
}

// Seconds since 1970, told as the local clock; ticks are as far from one another as a clock's.
class ClockTicker final : public QCPAxisTicker
{
public:
    explicit ClockTicker(const QCPAxis& axis) // which owns this
        : m_axis(axis)
    {
    }

protected:
    double getTickStep(const QCPRange& range) override
    {
        m_step = clockStep(range.size(), pixelsAlong(m_axis) / kRoomOfClock);
        return m_step;
    }
    // Whole steps of the local clock, whose hours are not those since 1970.
    QVector<double> createTickVector(double step, const QCPRange& range) override
    {
        const double offset = dateTimeAt(range.lower).offsetFromUtc();
        QVector<double> ticks;
        for (double at = std::ceil((range.lower + offset) / step) * step;
             at - offset <= range.upper; at += step)
            ticks.push_back(at - offset);
        return ticks;
    }
    QVector<double> createSubTickVector(int, const QVector<double>&) override { return {}; }
    QString getTickLabel(double tick, const QLocale& locale, QChar, int) override
    {
        return locale.toString(dateTimeAt(tick),
            m_step < kMinute    ? "HH:mm:ss"
                : m_step < kDay ? "HH:mm"
                                : "d MMM");
    }

private:
    static QDateTime dateTimeAt(double second)
    {
        return QDateTime::fromSecsSinceEpoch(qRound64(second));
    }

    const QCPAxis& m_axis;
    double m_step = kMinute;
};

// On a logarithmic axis decades, as long as they are ticks enough.
class ValueTicker : public QCPAxisTicker
{
public:
    explicit ValueTicker(const QCPAxis& axis) // which owns this
        : m_axis(axis)
    {
    }

protected:
    QVector<double> createTickVector(double step, const QCPRange& range) override
    {
        if (m_axis.scaleType() == QCPAxis::stLogarithmic) {
            const bool isBeside = m_axis.orientation() == Qt::Horizontal;
            const auto ticks
                = decadeTicks(range, pixelsAlong(m_axis), isBeside ? kRoomBeside : kRoomAbove);
            if (std::ssize(ticks) >= kFewest || range.upper >= 10 * range.lower)
                return {ticks.begin(), ticks.end()};
        }
        auto ticks = QCPAxisTicker::createTickVector(step, range);
        if (m_axis.scaleType() == QCPAxis::stLogarithmic)
            ticks.erase(ticks.begin(), std::upper_bound(ticks.begin(), ticks.end(), 0.0));
        return ticks;
    }
    QVector<double> createSubTickVector(int, const QVector<double>&) override { return {}; }

private:
    const QCPAxis& m_axis;
};

class CountTicker final : public ValueTicker
{
public:
    using ValueTicker::ValueTicker;

protected:
    double getTickStep(const QCPRange& range) override
    {
        return std::max(1.0, std::ceil(ValueTicker::getTickStep(range)));
    }
};

// Seconds since a run began, on a logarithmic axis: of times that one says in a word, as many as
// there is room for.
class ElapsedTicker final : public QCPAxisTicker
{
public:
    explicit ElapsedTicker(const QCPAxis& axis) // which owns this
        : m_axis(axis)
    {
    }

protected:
    QVector<double> createTickVector(double, const QCPRange& range) override
    {
        constexpr std::array kTold {1.0, 2.0, 5.0, 10.0, 30.0, kMinute, 2 * kMinute, 5 * kMinute,
            10 * kMinute, 30 * kMinute, kHour, 2 * kHour, 5 * kHour, 10 * kHour, kDay, 2 * kDay,
            5 * kDay, 10 * kDay};
        const double pixels = pixelsAlong(m_axis) / std::log(range.upper / range.lower);
        QVector<double> ticks;
        for (const double told : kTold) {
            const bool hasRoom
                = ticks.empty() || pixels * std::log(told / ticks.back()) >= kRoomBeside;
            if (range.contains(told) && hasRoom)
                ticks.push_back(told);
        }
        return ticks;
    }
    QVector<double> createSubTickVector(int, const QVector<double>&) override { return {}; }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override
    {
        return tick < kMinute ? tr("%1 s").arg(tick)
            : tick < kHour    ? tr("%1 min").arg(tick / kMinute)
            : tick < kDay     ? tr("%1 h").arg(tick / kHour)
                              : tr("%1 d").arg(tick / kDay);
    }

private:
    const QCPAxis& m_axis;
};

// Numbers of as many digits as the ticks need, each with its unit.
class UnitTicker : public ValueTicker
{
public:
    using ValueTicker::ValueTicker;

protected:
    struct Unit
    {
        double size = 1;
        QString sign;
    };
    virtual Unit unitOf(const QCPRange& range) const = 0;

    QVector<double> createTickVector(double step, const QCPRange& range) override
    {
        const auto ticks = ValueTicker::createTickVector(step, range);
        m_unit = unitOf(range);
        auto shown = ticks;
        for (auto& tick : shown)
            tick /= m_unit.size;
        m_decimals = decimalsOf(shown, kMostDecimals);
        return ticks;
    }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override
    {
        return QString::number(tick / m_unit.size, 'f', m_decimals) + m_unit.sign;
    }

private:
    Unit m_unit;
    int m_decimals = 0;
};

class SpeedupTicker final : public UnitTicker
{
public:
    using UnitTicker::UnitTicker;

protected:
    Unit unitOf(const QCPRange&) const override { return {1, "×"}; }
};

class TimeTicker final : public UnitTicker // of microseconds
{
public:
    using UnitTicker::UnitTicker;

protected:
    Unit unitOf(const QCPRange& range) const override
    {
        constexpr double kMillisecond = 1e3;
        constexpr double kSecond = 1e6;
        return range.upper < kMillisecond ? Unit {1, " µs"}
            : range.upper < kSecond       ? Unit {kMillisecond, " ms"}
                                          : Unit {kSecond, " s"};
    }
};

} // namespace

std::vector<double> decadeTicks(const QCPRange& range, double pixels, double room)
{
    std::vector<double> ticks;
    if (range.lower <= 0 || range.upper <= range.lower || pixels <= 0)
        return ticks;
    const double low = std::log10(range.lower);
    const double high = std::log10(range.upper);
    const double decade = pixels / (high - low);
    const std::vector<double> multiples
        = decade * std::log10(2) >= room ? std::vector<double> {1, 2, 5} : std::vector<double> {1};
    const double every = std::max(1.0, std::ceil(room / decade));
    for (double power = every * std::floor(low / every); power <= high; power += every)
        for (const double multiple : multiples)
            if (const double tick = multiple * std::pow(10, power); range.contains(tick))
                ticks.push_back(tick);
    return ticks;
}

int decimalsOf(const QVector<double>& values, int most)
{
    constexpr double kClose = 1e-6;
    double scale = 1;
    for (int decimals = 0; decimals < most; ++decimals, scale *= 10)
        if (std::all_of(values.begin(), values.end(), [&](double value) {
                return std::abs(value * scale - std::round(value * scale)) < kClose * scale;
            }))
            return decimals;
    return most;
}

double clockStep(double span, double most)
{
    constexpr std::array kSteps {1.0, 2.0, 5.0, 10.0, 15.0, 30.0, kMinute, 2 * kMinute, 5 * kMinute,
        10 * kMinute, 15 * kMinute, 30 * kMinute, kHour, 2 * kHour, 3 * kHour, 6 * kHour,
        12 * kHour};
    const double least = span / std::max(1.0, most);
    const auto* fits = std::lower_bound(kSteps.begin(), kSteps.end(), least);
    return fits != kSteps.end() ? *fits : std::ceil(least / kDay) * kDay;
}

void countExperiments(
    QCPAxis& x, ProgressAxis kind, std::optional<double> firstSecond, bool isLogarithmic)
{
    x.setScaleType(isLogarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    if (kind == ProgressAxis::Elapsed) {
        x.setTicker(QSharedPointer<ElapsedTicker>::create(x));
        x.setLabel(tr("time since the run began"));
        return;
    }
    if (kind == ProgressAxis::Experiment) {
        x.setLabel(tr("experiment of the run"));
        x.setNumberFormat("f");
        x.setNumberPrecision(0);
        x.setTicker(QSharedPointer<CountTicker>::create(x));
        return;
    }
    x.setTicker(QSharedPointer<ClockTicker>::create(x));
    x.setLabel(firstSecond
            ? tr("wall clock, local time, from %1")
                  .arg(QLocale().toString(
                      QDateTime::fromSecsSinceEpoch(static_cast<qint64>(*firstSecond)).date(),
                      QLocale::ShortFormat))
            : tr("wall clock, local time"));
}

void countSpeedup(QCPAxis& axis, bool isLogarithmic)
{
    axis.setScaleType(isLogarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    axis.setTicker(QSharedPointer<SpeedupTicker>::create(axis));
}

void countTime(QCPAxis& axis)
{
    axis.setTicker(QSharedPointer<TimeTicker>::create(axis));
    axis.ticker()->setTickCount(kTimeTicks);
}

void countDecades(QCPAxis& axis)
{
    axis.setScaleType(QCPAxis::stLogarithmic);
    axis.setTicker(QSharedPointer<ValueTicker>::create(axis));
    axis.setNumberFormat("g");
    axis.setNumberPrecision(5);
}

} // namespace autokernel::ui

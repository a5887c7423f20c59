// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/interval_delegate.h"

#include <gtest/gtest.h>

#include <QImage>
#include <QPainter>
#include <cmath>

namespace autokernel::ui {
namespace {

constexpr QSize kSize {101, 15};
constexpr int kMiddle = 50;
const QColor kInk = Qt::red;

// The columns that hold ink, from the first to the last; {-1, -1}: none.
std::pair<int, int> columnsOf(
    const judge::SpeedupInterval& interval, double noiseFloor, bool (*isMeant)(const QColor&))
{
    QImage image(kSize, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    drawInterval(
        painter, QRectF(0.5, 0.5, 100, 14), interval, noiseFloor, {Qt::gray, Qt::blue, kInk});
    painter.end();
    std::pair<int, int> found {-1, -1};
    for (int x = 0; x < image.width(); ++x)
        for (int y = 0; y < image.height(); ++y) {
            if (!isMeant(image.pixelColor(x, y)))
                continue;
            found.first = found.first < 0 ? x : found.first;
            found.second = x;
        }
    return found;
}

std::pair<int, int> inked(const judge::SpeedupInterval& interval)
{
    return columnsOf(interval, 0,
        [](const QColor& color) { return color.red() >= 200 && color.green() <= 150; });
}

TEST(IntervalDelegate, aGainLiesRightOfTheAxisAndALossAsFarLeft)
{
    const auto gain = inked({1.04, 1.02, 1.06});
    const auto loss = inked({1 / 1.04, 1 / 1.06, 1 / 1.02});
    EXPECT_GT(gain.first, kMiddle);
    EXPECT_LT(loss.second, kMiddle);
    EXPECT_NEAR(gain.first - kMiddle, kMiddle - loss.second, 1);
    EXPECT_NEAR(gain.second - kMiddle, kMiddle - loss.first, 1);
}

TEST(IntervalDelegate, whatIsBeyondTheAxisStaysInTheCell)
{
    const auto far = inked({40, 30, 50});
    EXPECT_GT(far.first, 85);
    EXPECT_LE(far.second, 100);
    EXPECT_LT(inked({0.01, 0.009, 0.011}).second, 15);
}

TEST(IntervalDelegate, noiseIsShadedAroundTheAxisAsWideAsItIs)
{
    const auto shaded = [](double noiseFloor) {
        return columnsOf({1.05, 1.045, 1.055}, noiseFloor,
            [](const QColor& color) { return color.blue() > 200 && color.red() < 100; });
    };
    EXPECT_EQ(shaded(0).first, -1) << "it is not known";
    const auto [first, last] = shaded(std::log(1.0241));
    EXPECT_NEAR(first, kMiddle - 12.5, 1.5);
    EXPECT_NEAR(last, kMiddle + 12.5, 1.5);
    EXPECT_LE(shaded(1).first, 1) << "no wider than the cell's part";
}

TEST(IntervalDelegate, whatIsNoRatioIsNotDrawn)
{
    EXPECT_EQ(inked({0, 0, 0}).first, -1);
}

} // namespace
} // namespace autokernel::ui

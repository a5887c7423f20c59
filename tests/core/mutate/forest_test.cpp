// SPDX-License-Identifier: Apache-2.0
#include "mutate/forest.h"

#include <gmock/gmock.h>

#include <cmath>

namespace autokernel::mutate {
namespace {

TEST(Forest, learnsAFunctionBetterThanItsMean)
{
    Random random(5);
    const auto truth = [](const std::vector<double>& row) {
        return std::sin(row[0]) + (row[1] == 2 ? 1.0 : 0.0);
    };
    const auto draw = [&] {
        return std::vector<double> {6 * random.uniform(), static_cast<double>(random.below(4))};
    };
    std::vector<std::vector<double>> rows;
    std::vector<double> targets;
    for (int i = 0; i < 200; ++i) {
        rows.push_back(draw());
        targets.push_back(truth(rows.back()));
    }
    const Forest forest(rows, targets, {true, false}, random);
    double error = 0;
    double spread = 0;
    for (int i = 0; i < 200; ++i) {
        const auto row = draw();
        error += std::pow(forest.predict(row).mean - truth(row), 2);
        spread += std::pow(0.25 - truth(row), 2);
    }
    EXPECT_LT(error, 0.1 * spread);
}

TEST(Forest, isLessSureFarFromItsData)
{
    Random random(5);
    std::vector<std::vector<double>> rows;
    std::vector<double> targets;
    for (int i = 0; i < 20; ++i) {
        const double x = i < 10 ? i : i + 20;
        rows.push_back({x});
        targets.push_back(x);
    }
    const Forest forest(rows, targets, {true}, random);
    EXPECT_GT(forest.predict(std::vector<double> {20}).deviation,
        3 * forest.predict(std::vector<double> {5}).deviation);
}

TEST(Forest, oneRowPredictsItself)
{
    Random random(1);
    const std::vector<std::vector<double>> rows {{1, 2}};
    const std::vector<double> targets {0.7};
    const Forest forest(rows, targets, {true, true}, random);
    EXPECT_DOUBLE_EQ(forest.predict(std::vector<double> {9, 9}).mean, 0.7);
}

TEST(Forest, sameSeedSameForest)
{
    std::vector<std::vector<double>> rows;
    std::vector<double> targets;
    for (int i = 0; i < 30; ++i) {
        rows.push_back({static_cast<double>(i % 7), static_cast<double>(i % 4)});
        targets.push_back(std::cos(i));
    }
    Random one(9);
    Random two(9);
    const Forest a(rows, targets, {true, false}, one);
    const Forest b(rows, targets, {true, false}, two);
    EXPECT_DOUBLE_EQ(a.predict(rows[3]).mean, b.predict(rows[3]).mean);
    EXPECT_DOUBLE_EQ(a.predict(rows[3]).deviation, b.predict(rows[3]).deviation);
}

} // namespace
} // namespace autokernel::mutate

// SPDX-License-Identifier: Apache-2.0
#include "lab/check/deviation.h"
#include "lab/check/random_numbers.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

namespace autokernel::lab {
namespace {

using kernel::Dtype;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

HostTensor doubles(std::vector<std::int64_t> sizes, const std::function<double(std::size_t)>& value)
{
    HostTensor tensor = HostTensor::zeros(Dtype::Float64, std::move(sizes));
    const auto values = tensor.as<double>();
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = value(i);
    return tensor;
}

HostTensor rounded(
    const HostTensor& exact, Dtype dtype, const std::function<double(std::size_t)>& error)
{
    HostTensor tensor = HostTensor::zeros(dtype, exact.sizes);
    std::vector<float> values;
    for (std::size_t i = 0; i < exact.as<double>().size(); ++i)
        values.push_back(static_cast<float>(exact.as<double>()[i] + error(i)));
    storeRounded(values, dtype, tensor.bytes);
    return tensor;
}

double noise(std::size_t i, double scale)
{
    return scale * (2.0 * RandomNumbers(5).uniform(i) - 1.0);
}

double plain(std::size_t i)
{
    return 1.0 + RandomNumbers(6).uniform(i);
}

Truth truthOf(const HostTensor& exact, double yardstickError, Dtype dtype = Dtype::Float32)
{
    return makeTruth({kernel::toleranceOf("product"), dtype, exact.sizes, {}, {}}, exact,
        rounded(exact, dtype, [&](std::size_t i) { return noise(i, yardstickError); }));
}

TEST(Deviation, allowsFourTimesTheYardsticksMaximum)
{
    const HostTensor exact = doubles({8, 256}, plain);
    const Truth truth = truthOf(exact, 1e-4);
    const auto spike = [&](double size) {
        return compare(truth, rounded(exact, Dtype::Float32, [=](std::size_t i) {
            return i == 700 ? size : 0.0;
        }).bytes);
    };
    EXPECT_TRUE(spike(3.8e-4).withinBudget());
    const Deviation tooFar = spike(4.2e-4);
    EXPECT_FALSE(tooFar.withinBudget());
    EXPECT_EQ(tooFar.firstBadIndex, 700);
}

TEST(Deviation, allowsTwiceTheYardsticksRms)
{
    const HostTensor exact = doubles({8, 256}, plain);
    const Truth truth = truthOf(exact, 1e-4);
    const auto scaled = [&](double factor) {
        return compare(truth, rounded(exact, Dtype::Float32, [=](std::size_t i) {
            return noise(i + 9999, factor * 1e-4);
        }).bytes);
    };
    EXPECT_TRUE(scaled(1.5).withinBudget()) << scaled(1.5).worstRmsRatio;
    EXPECT_FALSE(scaled(2.5).withinBudget()) << scaled(2.5).worstRmsRatio;
}

TEST(Deviation, judgesSmallRowsBesideLargeOnes)
{
    // Row 3 is a million times smaller; zeros there are lost in any tensor-wide norm.
    const HostTensor exact
        = doubles({8, 256}, [](std::size_t i) { return plain(i) * (i / 256 == 3 ? 1e-6 : 1.0); });
    const HostTensor yardstick = rounded(
        exact, Dtype::Float32, [](std::size_t i) { return noise(i, i / 256 == 3 ? 1e-13 : 1e-7); });
    const Truth truth = makeTruth(
        {kernel::toleranceOf("product"), Dtype::Float32, exact.sizes, {}, {}}, exact, yardstick);
    const Deviation deviation = compare(truth, rounded(exact, Dtype::Float32, [&](std::size_t i) {
        return i / 256 == 3 ? -exact.as<double>()[i] : 0.0;
    }).bytes);
    EXPECT_FALSE(deviation.withinBudget());
    EXPECT_EQ(deviation.firstBadIndex, 3 * 256);
}

TEST(Deviation, neverAsksForLessThanTwoUlp)
{
    const HostTensor exact
        = doubles({4, 64}, [](std::size_t) { return 1.5; }); // the yardstick is exact
    const Truth truth = truthOf(exact, 0);
    const double ulp = 0x1p-23;
    const auto off = [&](double error) {
        return compare(truth, rounded(exact, Dtype::Float32, [=](std::size_t i) {
            return i == 10 ? error : 0.0;
        }).bytes);
    };
    EXPECT_TRUE(off(2 * ulp).withinBudget());
    EXPECT_FALSE(off(3 * ulp).withinBudget());
}

TEST(Deviation, aRowMayErrAsFarAsItMovesWithItsInputs)
{
    // The yardstick hits row 3 exactly, by luck: one more rounding of the inputs moves it by 1e-4.
    const HostTensor exact = doubles({8, 256}, plain);
    const HostTensor yardstick = rounded(
        exact, Dtype::Float32, [](std::size_t i) { return i / 256 == 3 ? 0.0 : noise(i, 1e-7); });
    TruthRequest request {kernel::toleranceOf("product"), Dtype::Float32, exact.sizes, {}, {}};
    const Truth plainTruth = makeTruth(request, exact, yardstick);
    request.motions.rows.resize(8);
    const HostTensor moved = doubles({8, 256}, [&](std::size_t i) {
        return exact.as<double>()[i] + noise(i + 77, i / 256 == 3 ? 1e-4 : 1e-8);
    });
    request.motions.add(256, exact.as<double>(), moved.as<double>());
    request.otherRows.assign(12, {1e-8, 1e-8, 0.8, 0.8}); // nor is it far off in other draws
    const Truth conditioned = makeTruth(request, exact, yardstick);
    const auto off = [&](std::size_t row, double error) {
        return rounded(exact, Dtype::Float32, [=](std::size_t i) {
            return i / 256 == row ? noise(i + 5, error) : 0.0;
        }).bytes;
    };
    EXPECT_FALSE(compare(plainTruth, off(3, 1e-4)).withinBudget());
    EXPECT_TRUE(compare(conditioned, off(3, 1e-4)).withinBudget());
    EXPECT_FALSE(compare(conditioned, off(3, 4e-4)).withinBudget())
        << "of independent elements the RMS may err 3 times as far as the yardstick's usually "
           "does, not more";
    EXPECT_FALSE(compare(conditioned, off(4, 1e-4)).withinBudget()) << "a row that does not move";
}

TEST(Deviation, aRowWhoseElementsMoveTogetherIsJudgedAsOneError)
{
    // One factor for the whole row is rounded: its RMS is one error, and so is judged as a maximum.
    const HostTensor exact = doubles({1, 256}, plain);
    const HostTensor yardstick = rounded(exact, Dtype::Float32, [](std::size_t) { return 0.0; });
    const auto conditioned = [&](const std::function<double(std::size_t, std::size_t)>& motion) {
        TruthRequest request {
            kernel::toleranceOf("normalisation"), Dtype::Float32, exact.sizes, {}, {}};
        request.motions.rows.resize(1);
        for (std::size_t draw = 0; draw < 16; ++draw)
            request.motions.add(256, exact.as<double>(), doubles({1, 256}, [&](std::size_t i) {
                return exact.as<double>()[i] + motion(draw, i);
            }).as<double>());
        request.otherRows.assign(12, {1e-8, 1e-8, 1, 1});
        return makeTruth(request, exact, yardstick);
    };
    const RandomNumbers numbers(9);
    const Truth shared
        = conditioned([&](std::size_t draw, std::size_t) { return 1e-5 * numbers.normal(draw); });
    const Truth apart = conditioned(
        [&](std::size_t draw, std::size_t i) { return 1e-5 * numbers.normal(draw * 256 + i); });
    const HostTensor off = rounded(exact, Dtype::Float32, [](std::size_t) { return 3.5e-5; });
    EXPECT_TRUE(compare(shared, off.bytes).withinBudget());
    EXPECT_FALSE(compare(apart, off.bytes).withinBudget());
}

TEST(Deviation, theYardsticksOtherDrawsDecideWhereRowsAreFew)
{
    // One row of 64 elements that the yardstick hits to the bit, moved by 1e-6 by its inputs.
    const HostTensor exact = doubles({1, 64}, plain);
    const HostTensor yardstick = rounded(exact, Dtype::Float32, [](std::size_t) { return 0.0; });
    TruthRequest request {kernel::toleranceOf("product"), Dtype::Float32, exact.sizes, {}, {}};
    request.motions.rows.resize(1);
    request.motions.add(64, exact.as<double>(), doubles({1, 64}, [&](std::size_t i) {
        return exact.as<double>()[i] + noise(i, 1e-5);
    }).as<double>());
    const auto judged = [&](double overMotion, double error) {
        request.otherRows.assign(12, {1e-9, 1e-9, overMotion, overMotion});
        return compare(makeTruth(request, exact, yardstick),
            rounded(exact, Dtype::Float32, [=](std::size_t i) {
                return noise(i + 9, error);
            }).bytes);
    };
    EXPECT_TRUE(judged(0.5, 0.8e-5).withinBudget());
    EXPECT_TRUE(judged(2, 3e-5).withinBudget());
    EXPECT_FALSE(judged(0.5, 4e-5).withinBudget())
        << "one and a half times the motion, twice for the RMS";
    EXPECT_FALSE(judged(100, 2e-4).withinBudget()) << "the yardstick's own failure is no licence";
}

TEST(Deviation, rowsThatMoveMayErrAsOneOfAHundredOfTheYardsticksDoes)
{
    // All of 500 rows move by 1e-5; the yardstick errs so far in nine of ten and three times as far
    // in the others.
    constexpr std::size_t rows = 500;
    const HostTensor exact = doubles({rows, 64}, plain);
    const HostTensor yardstick = rounded(exact, Dtype::Float32,
        [](std::size_t i) { return noise(i, i / 64 % 50 == 0 ? 3e-5 : 1e-5); });
    TruthRequest request {
        kernel::toleranceOf("normalisation"), Dtype::Float32, exact.sizes, {}, {}};
    request.motions.rows.resize(rows);
    request.motions.add(64, exact.as<double>(), doubles({rows, 64}, [&](std::size_t i) {
        return exact.as<double>()[i] + noise(i + 9, 1e-5);
    }).as<double>());
    const Truth truth = makeTruth(request, exact, yardstick);
    const auto spike = [&](double error) {
        return compare(truth, rounded(exact, Dtype::Float32, [=](std::size_t i) {
            return i == 64 * 7 + 5 ? error : 0.0;
        }).bytes);
    };
    EXPECT_TRUE(spike(1e-4).withinBudget());
    EXPECT_FALSE(spike(1.6e-4).withinBudget());
}

TEST(Deviation, demandsNaNAndInfinityInTheSamePlaces)
{
    const HostTensor exact
        = doubles({2, 64}, [](std::size_t i) { return i == 5 ? -kInfinity : plain(i); });
    const Truth truth = truthOf(exact, 1e-6);
    EXPECT_TRUE(
        compare(truth, rounded(exact, Dtype::Float32, [](std::size_t) { return 0.0; }).bytes)
            .withinBudget());
    for (const double wrong : {0.0, kInfinity, std::nan("")}) {
        HostTensor output = rounded(exact, Dtype::Float32, [](std::size_t) { return 0.0; });
        output.as<float>()[5] = static_cast<float>(wrong);
        const Deviation deviation = compare(truth, output.bytes);
        EXPECT_FALSE(deviation.nonFiniteMatch) << wrong;
        EXPECT_EQ(deviation.firstBadIndex, 5) << wrong;
    }
    HostTensor output = rounded(exact, Dtype::Float32, [](std::size_t) { return 0.0; });
    output.as<float>()[6] = std::nanf("");
    EXPECT_FALSE(compare(truth, output.bytes).withinBudget()) << "NaN is no wildcard";
}

TEST(Deviation, expectsInfinityWhereTheDtypeOverflows)
{
    const HostTensor exact = doubles({1, 64}, [](std::size_t i) { return i == 0 ? 1e6 : 1.0; });
    const Truth truth = truthOf(exact, 0, Dtype::Float16);
    EXPECT_TRUE(std::isinf(truth.values[0]));
    EXPECT_TRUE(
        compare(truth, rounded(exact, Dtype::Float16, [](std::size_t) { return 0.0; }).bytes)
            .withinBudget());
}

TEST(Deviation, eitherSideOfTheLargestValueIsRightWithinTheBudget)
{
    // fp16 ends at 65504; with an error of 300 the truth of 65600 may come out finite or infinite.
    const HostTensor exact = doubles({4, 64}, [](std::size_t i) {
        return i == 70 ? 65600.0 : i == 71 ? -65480.0 : 2e4;
    });
    const HostTensor yardstick
        = rounded(exact, Dtype::Float16, [](std::size_t i) { return noise(i, 300); });
    const Truth truth = makeTruth(
        {kernel::toleranceOf("product"), Dtype::Float16, exact.sizes, {}, {}}, exact, yardstick);
    const auto judged = [&](std::size_t at, double value) {
        HostTensor output = yardstick;
        const float values[] {static_cast<float>(value)};
        storeRounded(values, Dtype::Float16, std::span(output.bytes).subspan(at * 2, 2));
        return compare(truth, output.bytes);
    };
    EXPECT_TRUE(judged(70, 65500).withinBudget());
    EXPECT_TRUE(judged(70, kInfinity).withinBudget());
    EXPECT_TRUE(judged(71, -kInfinity).withinBudget());
    EXPECT_FALSE(judged(71, kInfinity).withinBudget()) << "of the wrong sign";
    EXPECT_FALSE(judged(70, 50000).withinBudget());
    EXPECT_FALSE(judged(70, std::nan("")).withinBudget());
    EXPECT_FALSE(judged(72, kInfinity).withinBudget()) << "far from the limit";
}

TEST(Deviation, anOverflowingYardstickDoesNotFailABetterKernel)
{
    const HostTensor exact = doubles({4, 64}, plain);
    HostTensor yardstick = rounded(exact, Dtype::Float32, [](std::size_t) { return 0.0; });
    for (float& value : yardstick.as<float>())
        value = static_cast<float>(kInfinity);
    const Truth truth = makeTruth(
        {kernel::toleranceOf("product"), Dtype::Float32, exact.sizes, {}, {}}, exact, yardstick);
    EXPECT_FALSE(truth.yardstickAgrees);
    EXPECT_TRUE(
        compare(truth, rounded(exact, Dtype::Float32, [](std::size_t) { return 0.0; }).bytes)
            .withinBudget());
}

TEST(Deviation, demandsTheVeryBitsOfExactSums)
{
    const HostTensor exact = doubles({4, 64}, [](std::size_t i) { return static_cast<double>(i); });
    const Truth truth = truthOf(exact, 0);
    ASSERT_TRUE(truth.isExactInteger);
    EXPECT_TRUE(
        compare(truth, rounded(exact, Dtype::Float32, [](std::size_t) { return 0.0; }).bytes)
            .bitExact);
    const Deviation off = compare(truth, rounded(exact, Dtype::Float32, [](std::size_t i) {
        return i == 255 ? 0x1p-16 : 0.0;
    }).bytes);
    EXPECT_TRUE(off.withinBudget());
    EXPECT_FALSE(off.bitExact);
    EXPECT_FALSE(truthOf(doubles({4, 64}, plain), 0).isExactInteger);
}

TEST(Deviation, findsNaNOutsideSampledRows)
{
    const HostTensor exact = doubles({8, 32}, plain);
    HostTensor two = HostTensor::zeros(Dtype::Float64, {2, 32});
    std::copy_n(exact.as<double>().begin() + 32, 32, two.as<double>().begin());
    std::copy_n(exact.as<double>().begin() + 5 * 32, 32, two.as<double>().begin() + 32);
    const Truth truth
        = makeTruth({kernel::toleranceOf("product"), Dtype::Float32, exact.sizes, {1, 5}, {}}, two,
            rounded(two, Dtype::Float32, [](std::size_t i) { return noise(i, 1e-6); }));
    HostTensor output = rounded(exact, Dtype::Float32, [](std::size_t) { return 0.0; });
    EXPECT_TRUE(compare(truth, output.bytes).withinBudget());
    output.as<float>()[5 * 32 + 7] = 0;
    EXPECT_EQ(compare(truth, output.bytes).firstBadIndex, 5 * 32 + 7);
    output = rounded(exact, Dtype::Float32, [](std::size_t) { return 0.0; });
    output.as<float>()[7 * 32] = std::nanf("");
    EXPECT_EQ(compare(truth, output.bytes).firstBadIndex, 7 * 32);
    EXPECT_FALSE(compare(truth, output.bytes).withinBudget());
}

} // namespace
} // namespace autokernel::lab

// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "lab/baseline/kernel_rung.h"
#include "lab/baseline/rung_contender.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>

namespace autokernel::lab {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kRows = 33;
constexpr std::int64_t kColumns = 257;
constexpr int kSets = 3;

kernel::KernelType rmsnorm()
{
    auto type = kernel::loadKernelType(installationRoot() / "kernels/rmsnorm");
    EXPECT_TRUE(type.has_value()) << type.error().message;
    return *type;
}

std::span<float> floats(std::span<std::byte> bytes)
{
    return {reinterpret_cast<float*>(bytes.data()), bytes.size() / sizeof(float)};
}

std::span<const float> floats(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const float*>(bytes.data()), bytes.size() / sizeof(float)};
}

// x [kRows, kColumns], w [kColumns] -> y; eps = 0.5 so that a lost scalar shows.
runner::RunMemory filledMemory()
{
    runner::DataSetDescription set;
    runner::TensorDescription matrix;
    matrix.sizes = {kRows, kColumns};
    runner::TensorDescription vector;
    vector.sizes = {kColumns};
    set.inputs = {matrix, vector};
    set.outputs = {matrix};
    set.symbols = {kRows, kColumns};
    set.scalars = {0.5};
    auto memory = runner::RunMemory::create({kSets, set});
    EXPECT_TRUE(memory.has_value());
    std::mt19937 random(7);
    std::uniform_real_distribution<float> uniform(-1, 1);
    for (std::size_t i = 0; i < kSets; ++i) {
        for (float& value : floats(memory->input(i, 0)))
            value = uniform(random);
        std::mt19937 weights(11 + i); // a set's own
        for (float& value : floats(memory->input(i, 1)))
            value = uniform(weights);
    }
    return std::move(*memory);
}

double worstError(std::span<const float> x, std::span<const float> w, std::span<const float> y)
{
    double worst = 0;
    for (std::size_t row = 0; row < kRows; ++row) {
        const auto values = x.subspan(row * kColumns, kColumns);
        double squares = 0;
        for (const float value : values)
            squares += double(value) * value;
        const double scale = 1 / std::sqrt(squares / kColumns + 0.5);
        for (std::size_t column = 0; column < kColumns; ++column) {
            const double expected = values[column] * scale * w[column];
            const double error = std::abs(expected - y[row * kColumns + column]);
            worst = error <= worst ? worst : error; // NaN counts
        }
    }
    return worst;
}

Result<std::unique_ptr<Contender>> start(const std::string& rung)
{
    return makeKernelRung(
        {.rung = rung,
            .type = rmsnorm(),
            .target
            = {.type = "rmsnorm", .symbols = {{"R", kRows}, {"D", kColumns}}, .scalars = {}},
            .threads = 2,
            .cpus = {}},
        filledMemory());
}

void expectRightResults(Contender& rung)
{
    runner::RunMemory inputs = filledMemory(); // the same values
    rung.overwriteResults();
    const auto timing = rung.runBlock(0, 1, kSets, 10s);
    ASSERT_TRUE(timing.has_value()) << timing.error().message;
    EXPECT_GT(timing->wallNanoseconds, 0);
    for (int set = 0; set < kSets; ++set) {
        const auto index = static_cast<std::size_t>(set);
        EXPECT_LT(worstError(floats(inputs.input(index, 0)), floats(inputs.input(index, 1)),
                      floats(rung.output(set, 0))),
            2e-6)
            << rung.name() << ", set " << set;
    }
    EXPECT_TRUE(rung.checkMemory().has_value());
}

class KernelRungTest : public testing::TestWithParam<const char*>
{
};

TEST_P(KernelRungTest, givesTheRightResults)
{
    auto rung = start(GetParam());
    ASSERT_TRUE(rung.has_value()) << rung.error().message;
    expectRightResults(**rung);
}

INSTANTIATE_TEST_SUITE_P(
    LibTorch, KernelRungTest, testing::Values("eager", "vendor", "torchscript"));

TEST(PythonKernelRungTest, torchCompileGivesTheRightResults)
{
    if (!helperPython())
        GTEST_SKIP() << "no Python with torch";
    for (const char* name : {"torch_compile", "torch_compile_frozen"}) {
        auto rung = start(name);
        ASSERT_TRUE(rung.has_value()) << rung.error().message;
        expectRightResults(**rung);
    }
}

TEST(KernelRungNamesTest, followTheTypeAndItsWeights)
{
    const auto type = rmsnorm();
    EXPECT_EQ(kernelRungNames(type, *type.findVariant("default")),
        (std::vector<std::string> {
            "eager", "vendor", "torchscript", "torch_compile", "torch_compile_frozen"}));
    const auto residual = kernelRungNames(type, *type.findVariant("residual"));
    EXPECT_EQ(std::ranges::count(residual, "vendor"), 0); // reference.py has no vendor_residual
}

TEST(KernelRungErrorTest, unknownRungIsNotFound)
{
    const auto rung = start("cutlass");
    ASSERT_FALSE(rung.has_value());
    EXPECT_EQ(rung.error().code, ErrorCode::NotFound);
}

// Only the sets that ran carry results; the others keep their poison.
TEST(KernelRungDeliveryTest, poisonStaysWhereNothingRan)
{
    auto rung = start("eager");
    ASSERT_TRUE(rung.has_value()) << rung.error().message;
    (*rung)->overwriteResults();
    ASSERT_TRUE((*rung)->runBlock(1, 0, 2, 10s).has_value());
    EXPECT_TRUE(std::isnan(floats((*rung)->output(0, 0)).front()));
    EXPECT_FALSE(std::isnan(floats((*rung)->output(1, 0)).front()));
    EXPECT_TRUE(std::isnan(floats((*rung)->output(2, 0)).front()));
}

std::vector<pid_t> children()
{
    std::ifstream list(fmt::format("/proc/self/task/{}/children", ::gettid()));
    return {std::istream_iterator<pid_t>(list), {}};
}

TEST(KernelRungDeliveryTest, whatWasDeliveredBeforeIsNotTakenForWhatCouldNotBe)
{
    auto rung = start("eager");
    ASSERT_TRUE(rung.has_value()) << rung.error().message;
    ASSERT_TRUE((*rung)->runBlock(0, 0, 1, 10s).has_value());
    EXPECT_FALSE(std::isnan(floats((*rung)->output(0, 0)).front()));
    ASSERT_TRUE((*rung)->runBlock(0, 0, 1, 10s).has_value());
    ASSERT_EQ(children().size(), 1u) << "the helper";
    ASSERT_EQ(::kill(children().front(), SIGKILL), 0);
    EXPECT_TRUE(std::isnan(floats((*rung)->output(0, 0)).front()));
}

} // namespace
} // namespace autokernel::lab

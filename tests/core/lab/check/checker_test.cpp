// SPDX-License-Identifier: Apache-2.0
#include "core/lab/check/rmsnorm_candidates.h"

#include "base/files.h"
#include "lab/check/checker.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <optional>

namespace autokernel::lab {
namespace {

using protocol::CheckCase;
using protocol::Stage;
using protocol::StageEvidence;
using test::RmsnormParts;

const std::vector<std::string> kAllStages {
    "smoke", "basics", "shapes", "stability", "determinism", "edges"};

const std::vector<kernel::KernelType>& types()
{
    static const auto loaded = [] {
        auto type = kernel::loadKernelType(installationRoot() / "kernels" / "rmsnorm");
        EXPECT_TRUE(type.has_value()) << (type ? "" : type.error().message);
        return std::vector<kernel::KernelType> {*type};
    }();
    return loaded;
}

protocol::CheckRequest requestFor(std::string source, kernel::Dtype dtype = kernel::Dtype::Float32)
{
    protocol::CheckRequest request;
    request.candidate.source = std::move(source);
    request.target.type = "rmsnorm";
    request.target.dtype = dtype;
    request.target.symbols = {{"R", 70}, {"D", 512}};
    request.stages = kAllStages;
    request.seed = 20;
    request.threads = 2;
    return request;
}

std::vector<StageEvidence> check(const protocol::CheckRequest& request)
{
    static CaseStore store;
    Checker checker(types(), store);
    auto evidence = checker.check(request);
    EXPECT_TRUE(evidence.has_value())
        << (evidence ? "" : evidence.error().message + "\n" + evidence.error().detail);
    return evidence.value_or(std::vector<StageEvidence> {});
}

std::vector<StageEvidence> check(
    const RmsnormParts& parts, kernel::Dtype dtype = kernel::Dtype::Float32)
{
    return check(requestFor(test::rmsnormSource(parts), dtype));
}

std::string describe(const CheckCase& c)
{
    return fmt::format(
        "{} {} {} max {:.3g} rms {:.3g} first {} nan {} written {} exact {} inputs {} guards {} "
        "crash '{}' rule '{}'",
        c.name, c.symbols, c.dtype, c.worstMaxRatio, c.worstRmsRatio, c.firstBadIndex,
        c.nanPositionsMatch, c.allWritten, c.bitExact, c.inputsIntact, c.guardsIntact, c.crash,
        c.rule);
}

std::string failures(const std::vector<StageEvidence>& evidence)
{
    std::string text;
    for (const StageEvidence& stage : evidence)
        for (const CheckCase& checked : stage.cases)
            if (!passes(checked))
                text += fmt::format("{}: {}\n", protocol::toString(stage.stage), describe(checked));
    return text;
}

// The failing cases of the last stage that ran.
std::vector<CheckCase> failingCases(const std::vector<StageEvidence>& evidence)
{
    std::vector<CheckCase> failing;
    if (!evidence.empty())
        for (const CheckCase& checked : evidence.back().cases)
            if (!passes(checked))
                failing.push_back(checked);
    return failing;
}

Stage lastStage(const std::vector<StageEvidence>& evidence)
{
    return evidence.empty() ? Stage::Sanitizer : evidence.back().stage;
}

class HonestCandidate : public testing::TestWithParam<kernel::Dtype>
{
};

TEST_P(HonestCandidate, passesEveryStage)
{
    const auto evidence = check(RmsnormParts {}, GetParam());
    EXPECT_EQ(evidence.size(), kAllStages.size());
    EXPECT_EQ(failures(evidence), "");
    for (const StageEvidence& stage : evidence)
        EXPECT_GE(stage.cases.size(), stage.stage == Stage::ShapeSweep ? 1U : 2U)
            << protocol::toString(stage.stage);
}

INSTANTIATE_TEST_SUITE_P(Dtypes, HonestCandidate,
    testing::Values(kernel::Dtype::Float32, kernel::Dtype::BFloat16, kernel::Dtype::Float16),
    [](const auto& row) { return std::string(kernel::toString(row.param)); });

TEST(Checker, passesTheStarterWhateverTheSeed)
{
    auto request
        = requestFor(readFile(installationRoot() / "kernels" / "rmsnorm" / "cpu.cpp").value());
    request.target.symbols = types().front().variants.front().smallShape;
    request.stages = {"smoke", "basics", "stability", "edges"};
    for (request.seed = 100; request.seed < 112; ++request.seed)
        EXPECT_EQ(failures(check(request)), "") << "seed " << request.seed;
}

TEST(Checker, aDefinitionThatTakesNoAdversarialValuesIsCheckedOnPlainOnes)
{
    // NaN whatever the input, so that no family is representable.
    const auto folder = std::filesystem::temp_directory_path()
        / fmt::format("autokernel-nan-type-{}", ::getpid()) / "rmsnorm";
    std::filesystem::create_directories(folder.parent_path());
    std::filesystem::copy(installationRoot() / "kernels" / "rmsnorm", folder,
        std::filesystem::copy_options::recursive);
    auto text = readFile(folder / "reference.py").value();
    for (const std::string name : {"oracle(", "eager("}) {
        const auto at = text.find("def " + name);
        ASSERT_NE(at, std::string::npos);
        text.replace(at, 4 + name.size(),
            "def " + name
                + "x, w, eps: float):\n    return torch.sqrt(-1.0 - x * x) * w\n\n\ndef the_usual_"
                + name);
    }
    ASSERT_TRUE(writeFileAtomically(folder / "reference.py", text));
    const std::vector<kernel::KernelType> changed {kernel::loadKernelType(folder).value()};
    CaseStore store;
    Checker checker(changed, store);
    auto request = requestFor(test::rmsnormSource({.weight = "NAN"}));
    request.stages = {"stability"};
    const auto evidence = checker.check(request);
    std::filesystem::remove_all(folder.parent_path());
    ASSERT_TRUE(evidence.has_value()) << evidence.error().message;
    EXPECT_FALSE(evidence->front().cases.empty());
    EXPECT_EQ(failures(*evidence), "");
    EXPECT_FALSE(evidence->front().leftOut.empty());
}

TEST(Checker, failsSkippedTailInSmoke)
{
    const auto evidence = check({.columns = "(D / 4 * 4)"});
    EXPECT_EQ(lastStage(evidence), Stage::Smoke);
    const auto failing = failingCases(evidence);
    ASSERT_FALSE(failing.empty());
    EXPECT_FALSE(failing.front().allWritten) << describe(failing.front());
}

TEST(Checker, failsUnwrittenLastRow)
{
    const auto evidence = check({.rows = "(R > 1 ? R - 1 : R)"});
    EXPECT_EQ(lastStage(evidence), Stage::Smoke);
    const auto failing = failingCases(evidence);
    ASSERT_FALSE(failing.empty());
    EXPECT_FALSE(failing.front().allWritten) << describe(failing.front());
    EXPECT_EQ(failing.front().firstBadIndex, 31 * 128) << "the last row of the small shape";
}

TEST(Checker, failsIgnoredWeight)
{
    const auto evidence = check({.weight = "1.0f"});
    EXPECT_EQ(lastStage(evidence), Stage::Smoke);
    const auto failing = failingCases(evidence);
    ASSERT_FALSE(failing.empty());
    EXPECT_GT(failing.front().worstMaxRatio, 1);
}

TEST(Checker, failsHardCodedEpsilonWhenTheScalarChanges)
{
    auto request = requestFor(test::rmsnormSource({.epsilon = "1e-6"}));
    request.stages = {"smoke", "basics", "shapes", "edges"};
    const auto evidence = check(request);
    EXPECT_EQ(lastStage(evidence), Stage::Edges);
    const auto failing = failingCases(evidence);
    ASSERT_FALSE(failing.empty());
    for (const CheckCase& checked : failing)
        EXPECT_TRUE(checked.name.starts_with("eps = ")) << describe(checked);
}

TEST(Checker, failsAccumulationInHalfPrecision)
{
    const auto evidence = check({.accumulator = "_Float16"}, kernel::Dtype::Float16);
    EXPECT_NE(failures(evidence), "");
}

TEST(Checker, reportsReadsPastTheEndAsACrash)
{
    const auto evidence
        = check({.inside = "if (r == R - 1) y[0] = scalar_t(float(y[0]) + 0 * float(x[R * D]));"});
    const auto failing = failingCases(evidence);
    ASSERT_FALSE(failing.empty());
    EXPECT_EQ(lastStage(evidence), Stage::Smoke);
    EXPECT_NE(failing.back().crash, "") << describe(failing.back());
}

TEST(Checker, reportsWritesIntoInputs)
{
    const auto evidence
        = check({.before = "if (R * D > 0) const_cast<scalar_t*>(x)[0] = scalar_t(0.0f);"});
    const auto failing = failingCases(evidence);
    ASSERT_FALSE(failing.empty());
    EXPECT_TRUE(!failing.back().crash.empty() || !failing.back().inputsIntact)
        << describe(failing.back());
}

TEST(Checker, reportsWritesBesideTheOutput)
{
    const auto evidence
        = check({.inside = "if (r == R - 1 && R * D % 1024 != 0) y[R * D] = scalar_t(1.0f);"});
    const auto failing = failingCases(evidence);
    ASSERT_FALSE(failing.empty());
    EXPECT_TRUE(!failing.back().crash.empty() || !failing.back().guardsIntact)
        << describe(failing.back());
}

// Only the repeats of the determinism stage call the small shape on the second poison, and a fresh
// process follows them.
TEST(Checker, reportsWritesBesideAWorkspaceBeforeTheStageStartsAFreshProcess)
{
    auto request = requestFor(test::rmsnormSource({.manifest = "[[workspace]]\n"
                                                               "name = \"scratch\"\n"
                                                               "bytes = \"64\"",
        .before = "uint32_t old = 0;\n"
                  "if (R == 32) __builtin_memcpy(&old, y, sizeof old);\n"
                  "if (old == 0xFFFDFFFB)\n"
                  "    static_cast<char*>(args->workspaces[0])[64] = 1;"}));
    request.stages = {"smoke", "basics", "edges"};
    EXPECT_EQ(failures(check(request)), "") << "the control must pass";
    request.stages = {"determinism"};
    const auto failing = failingCases(check(request));
    ASSERT_FALSE(failing.empty());
    EXPECT_EQ(failing.front().rule, "C9") << describe(failing.front());
}

TEST(Checker, failsDependenceOnWhatTheOutputHeldBefore)
{
    // Keeps the old value wherever it is a number: right on the first call only.
    auto request = requestFor(
        test::rmsnormSource({.inside = "if (r == 0 && !(float(args->workspaces == nullptr ? "
                                       "0.0f : 0.0f) != 0.0f)) y[0] = y[0];"}));
    request.stages = {"smoke"};
    EXPECT_EQ(failures(check(request)), "") << "the control must pass";
    request.candidate.source = test::rmsnormSource({.rows = "R",
        .columns = "(reinterpret_cast<const uint8_t*>(y + R * D - 1)[0] == 0xFB ? D - 1 : D)"});
    request.stages = {"shapes"};
    const auto failing = failingCases(check(request));
    ASSERT_FALSE(failing.empty());
    EXPECT_FALSE(failing.front().allWritten) << describe(failing.front());
}

// A cheat that knows the checks' own values and not the user's.
TEST(Checker, checksOnWhatTheModelFeeds)
{
    int captures = 0;
    CheckOptions options;
    options.captureInputs
        = [&](const kernel::Target& target) -> Result<std::optional<std::vector<HostTensor>>> {
        ++captures;
        const auto rows = target.symbols.at("R");
        const auto columns = target.symbols.at("D");
        std::vector<HostTensor> inputs {
            HostTensor::zeros(kernel::Dtype::Float32, {rows / 2, 2, columns}),
            HostTensor::zeros(kernel::Dtype::Float32, {columns})};
        for (auto& input : inputs)
            for (std::size_t i = 0; i < input.as<float>().size(); ++i)
                input.as<float>()[i] = 0.25f + static_cast<float>(i % 7);
        return inputs;
    };
    CaseStore store;
    Checker checker(types(), store, options);
    auto request = requestFor(test::rmsnormSource());
    auto evidence = checker.check(request);
    ASSERT_TRUE(evidence) << evidence.error().message;
    EXPECT_EQ(failures(*evidence), "");
    for (const auto& stage : *evidence) {
        const auto count
            = std::ranges::count(stage.cases, "captured from the model", &CheckCase::name);
        const bool uses = stage.stage == Stage::ShapeSweep || stage.stage == Stage::Stability;
        EXPECT_EQ(count, uses ? 1 : 0) << protocol::toString(stage.stage);
    }
    request.candidate.source = test::rmsnormSource(
        {.inside = "if (x[0] == 0.25f && x[1] == 1.25f && w[6] == 6.25f) y[r * D] = 0;"});
    evidence = checker.check(request);
    ASSERT_TRUE(evidence) << evidence.error().message;
    EXPECT_EQ(lastStage(*evidence), Stage::ShapeSweep);
    ASSERT_FALSE(failingCases(*evidence).empty());
    EXPECT_EQ(failingCases(*evidence).front().name, "captured from the model");
    EXPECT_EQ(captures, 1);
}

TEST(Checker, saysWhatCouldNotBeCapturedAndIgnoresWhatDoesNotFit)
{
    CheckOptions options;
    options.captureInputs
        = [](const auto&) { return fail(ErrorCode::RuntimeError, "the model raised"); };
    CaseStore store;
    auto request = requestFor(test::rmsnormSource());
    request.stages = {"shapes"};
    auto evidence = Checker(types(), store, options).check(request);
    ASSERT_TRUE(evidence) << evidence.error().message;
    EXPECT_EQ(evidence->front().leftOut,
        (std::vector<std::string> {"captured from the model (the model raised)"}));
    options.captureInputs = [](const auto&) { return std::vector<HostTensor>(2, HostTensor {}); };
    evidence = Checker(types(), store, options).check(request);
    ASSERT_TRUE(evidence) << evidence.error().message;
    EXPECT_EQ(evidence->front().cases.size(), 1u);
}

TEST(Checker, reportsAnEndlessLoopAsTimedOut)
{
    auto request = requestFor(
        test::rmsnormSource({.before = "volatile int forever = 1; while (forever) { }"}));
    request.stages = {"smoke"};
    const auto failing = failingCases(check(request));
    ASSERT_EQ(failing.size(), 1U);
    EXPECT_EQ(failing.front().crash, "timed out");
}

// A package may run it with fewer threads than the search had.
TEST(Checker, failsATeamOfOneThatComputesSomethingElse)
{
    auto request = requestFor(test::rmsnormSource(
        {.inside = "if (args->threads == 1 && r == 1) y[r * D] = scalar_t(7.0f);"}));
    request.stages = {"smoke", "edges"};
    request.threads = 2;
    const auto evidence = check(request);
    ASSERT_EQ(evidence.size(), 2U);
    EXPECT_TRUE(passes(evidence[0]));
    EXPECT_FALSE(passes(evidence[1]));
}

TEST(Checker, keepsToTheDeclaredDomain)
{
    const auto evidence
        = check({.manifest = "domain = [\"D % 4 == 0\"]", .columns = "(D / 4 * 4)"});
    EXPECT_EQ(failures(evidence), "");
}

TEST(Checker, refusesATargetOutsideTheDomain)
{
    CaseStore store;
    Checker checker(types(), store);
    const auto evidence
        = checker.check(requestFor(test::rmsnormSource({.manifest = "domain = [\"D < 100\"]"})));
    ASSERT_FALSE(evidence.has_value());
    EXPECT_EQ(evidence.error().code, ErrorCode::CompileError);
}

} // namespace
} // namespace autokernel::lab

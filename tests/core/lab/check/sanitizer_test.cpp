// SPDX-License-Identifier: Apache-2.0
#include "core/lab/check/rmsnorm_candidates.h"

#include "base/files.h"
#include "lab/check/checker.h"
#include "lab/check/sanitizer.h"

#include <gtest/gtest.h>

#include <csignal>

namespace autokernel::lab {
namespace {

using protocol::StageEvidence;
using test::RmsnormParts;

const std::vector<kernel::KernelType>& types()
{
    static const auto loaded = [] {
        std::vector<kernel::KernelType> result;
        for (const char* name : {"rmsnorm", "softmax", "matmul"})
            result.push_back(kernel::loadKernelType(installationRoot() / "kernels" / name).value());
        return result;
    }();
    return loaded;
}

protocol::CheckRequest requestFor(std::string source, std::vector<std::string> stages)
{
    protocol::CheckRequest request;
    request.candidate.source = std::move(source);
    request.target.type = "rmsnorm";
    request.target.symbols = {{"R", 70}, {"D", 512}};
    request.stages = std::move(stages);
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

// What the sanitizer stage says; it must have run.
std::string findingOf(const protocol::CheckRequest& request)
{
    const auto evidence = check(request);
    if (evidence.size() != 1 || evidence[0].cases.empty())
        return "no evidence: " + (evidence.empty() ? "" : evidence[0].skipped);
    EXPECT_EQ(evidence[0].skipped, "");
    return evidence[0].cases.front().crash;
}

struct Fault
{
    const char* name;
    RmsnormParts parts;
    const char* finding; // part of the sanitizer's line
    bool passesGuards; // the other stages do not see it
};

void PrintTo(const Fault& fault, std::ostream* out)
{
    *out << fault.name;
}

// Each is right in its answers.
const Fault kFaults[] {
    {"ReadBehindAnInput",
        {.inside = "y[r * D] = scalar_t(float(y[r * D]) + (float(w[D]) > 9e30f ? 1.0f : 0.0f));"},
        "heap-buffer-overflow", false},
    {"ReadInFrontOfAnInput",
        {.inside = "y[r * D] = scalar_t(float(y[r * D]) + (float(w[-1]) > 9e30f ? 1.0f : 0.0f));"},
        "heap-buffer-overflow", false},
    {"WriteBehindTheOutput", {.inside = "if (r == R - 1) y[R * D] = scalar_t(0.0f);"},
        "heap-buffer-overflow", false},
    // 68 bytes end in the middle of a cache line: a load behind them touches no other page.
    {"ReadBehindAWorkspace",
        {.manifest = "[[workspace]]\nname = \"sums\"\nbytes = \"68\"",
            .before = "float* sums = static_cast<float*>(args->workspaces[0]);"
                      "for (int i = 0; i < 17; ++i) sums[i] = 1.0f;",
            .inside = "if (r == 0) y[0] = scalar_t(float(y[0]) + (sums[17 + R % 2] > 9e30f ? 1.0f "
                      ": 0.0f));"},
        "heap-buffer-overflow", true},
    {"OverrunOfALocalArray",
        {.inside = "float part[8]; float* volatile at = part; float* p = at; for (int i = 0; i < "
                   "8; ++i) p[i] = float(D);"
                   "y[r * D] = scalar_t(float(y[r * D]) + (p[8 + R % 2] == 0.123f ? 1e-30f : "
                   "0.0f));"},
        "stack-buffer-overflow", true},
    {"SignedOverflow",
        {.inside = "int big = 2147483647 - int(r); big += int(R) + 2; if (big == 77) y[0] = "
                   "scalar_t(0.0f);"},
        "signed integer overflow", true},
    {"ShiftBeyondTheWidth",
        {.inside = "if ((1 << (int(D > 0) * 33 + int(r))) == 77) y[0] = scalar_t(0.0f);"},
        "shift exponent", true},
};

class SanitizerFinds : public testing::TestWithParam<Fault>
{
};

TEST_P(SanitizerFinds, whatTheKernelDoesWrong)
{
    const std::string source = test::rmsnormSource(GetParam().parts);
    const std::string finding = findingOf(requestFor(source, {"sanitizer"}));
    EXPECT_NE(finding.find(GetParam().finding), std::string::npos) << finding;
}

class SanitizerAlone : public testing::TestWithParam<Fault>
{
};

TEST_P(SanitizerAlone, findsWhatGuardsDoNotSee)
{
    const std::string source = test::rmsnormSource(GetParam().parts);
    for (const StageEvidence& stage : check(requestFor(source, {"smoke", "basics", "edges"})))
        EXPECT_TRUE(passes(stage)) << protocol::toString(stage.stage);
}

INSTANTIATE_TEST_SUITE_P(Faults, SanitizerFinds, testing::ValuesIn(kFaults),
    [](const auto& row) { return std::string(row.param.name); });

std::vector<Fault> faultsThatPassGuards()
{
    std::vector<Fault> faults(std::begin(kFaults), std::end(kFaults));
    std::erase_if(faults, [](const Fault& fault) { return !fault.passesGuards; });
    return faults;
}
INSTANTIATE_TEST_SUITE_P(Faults, SanitizerAlone, testing::ValuesIn(faultsThatPassGuards()),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Sanitizer, passesAnHonestKernel)
{
    EXPECT_EQ(findingOf(requestFor(test::rmsnormSource(), {"sanitizer"})), "");
}

// With workspaces, vectors, unaligned tails and a prepare.
TEST(Sanitizer, passesStarters)
{
    for (const auto& [type, file, variant] :
        {std::tuple("rmsnorm", "cpu.cpp", "default"), std::tuple("softmax", "cpu.cpp", "default"),
            std::tuple("matmul", "cpu.linear.cpp", "linear")}) {
        auto request = requestFor(
            readFile(installationRoot() / "kernels" / type / file).value(), {"sanitizer"});
        request.target.type = type;
        request.target.variant = variant;
        const auto found = std::find_if(types().begin(), types().end(),
            [&](const kernel::KernelType& known) { return known.name == type; });
        request.target.symbols = found->findVariant(variant)->smallShape;
        EXPECT_EQ(findingOf(request), "") << type;
    }
}

// What the machine does to the child is no fault of the candidate's.
TEST(Sanitizer, blamesTheCandidateForItsOwnDeedsOnly)
{
    struct Row
    {
        ExitStatus status;
        bool timedOut;
        const char* out;
        const char* err;
        const char* finding; // empty: none
        bool isSkipped;
    };
    const Row rows[] {
        {{0, 0}, false, "done", "", "", false},
        {{0, 0}, false, "", "", "ended before its calls were done", false},
        {{99, 0}, false, "", "x\n==1==ERROR: AddressSanitizer: heap-buffer-overflow on address 0\n",
            "AddressSanitizer: heap-buffer-overflow on address 0", false},
        {{99, 0}, false, "", "==1==ERROR: AddressSanitizer: out of memory: allocator\n", "", true},
        {{-1, SIGXCPU}, false, "", "", "timed out under the sanitizer", false},
        {{-1, SIGSEGV}, false, "", "", "killed by SIGSEGV", false},
        {{-1, SIGKILL}, false, "", "", "", true},
        {{-1, SIGKILL}, true, "", "", "", true},
        {{-1, SIGTERM}, false, "", "", "", true},
        {{125, 0}, false, "", "autokernel-runner: Landlock\n", "", true},
    };
    for (const Row& row : rows) {
        ProcessOutput output;
        output.status = row.status;
        output.timedOut = row.timedOut;
        output.out = row.out;
        output.err = row.err;
        const SanitizerReport report = reportOf(output);
        EXPECT_EQ(report.finding, row.finding) << row.err;
        EXPECT_EQ(!report.skipped.empty(), row.isSkipped) << report.skipped;
    }
}

TEST(Sanitizer, chargesAnEndlessLoopInCpuTime)
{
    auto candidate = kernel::makeCandidate(
        test::rmsnormSource({.before = "volatile int forever = 1; while (forever == 1) { }"}));
    ASSERT_TRUE(candidate);
    CaseStore store;
    SanitizerRun run;
    run.candidate = &*candidate;
    run.type = &types().front();
    run.target.type = "rmsnorm";
    run.target.symbols = {{"R", 4}, {"D", 8}};
    const kernel::Variant& variant = *run.type->findVariant(run.target.variant);
    const CaseKey key {run.type, &variant, kernel::Dtype::Float32, run.target.symbols,
        scalarsOf(variant, run.target.symbols, {}), {}};
    run.sets.push_back({store.inputs(key).value(), key.symbols, key.scalars});
    run.cpuTime = std::chrono::seconds(1);
    const auto report = runSanitized(run);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->finding, "timed out under the sanitizer") << report->skipped;
}

// A source that told the sanitized build apart could behave there alone.
TEST(Sanitizer, cannotBeSeenByTheSource)
{
    for (const char* test : {"defined(__SANITIZE_ADDRESS__)", "defined(__SANITIZE_UNDEFINED__)"}) {
        auto source = test::rmsnormSource(
            {.inside = "#ifndef WATCHED\n if (r == R - 1) y[R * D] = scalar_t(0.0f);\n#endif\n"});
        const std::string_view include = "#include <cmath>\n";
        const auto code = source.find(include) + include.size();
        source.insert(code, fmt::format("#if {}\n#define WATCHED\n#endif\n", test));
        const std::string finding = findingOf(requestFor(source, {"sanitizer"}));
        EXPECT_NE(finding.find("heap-buffer-overflow"), std::string::npos) << test << finding;
    }
}

} // namespace
} // namespace autokernel::lab

// SPDX-License-Identifier: Apache-2.0
#include "core/mutate/sample_kernel.h"

#include "mutate/code_scan.h"
#include "mutate/rewrites.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace autokernel::mutate {
namespace {

using testing::HasSubstr;

std::vector<std::string> sources(const std::vector<Rewrite>& rewrites)
{
    std::vector<std::string> result;
    for (const Rewrite& rewrite : rewrites)
        result.push_back(rewrite.source);
    return result;
}

TEST(Rewrites, schedulesAreReplaced)
{
    const auto rewrites = scheduleRewrites(kSampleSource);
    EXPECT_THAT(
        sources(rewrites), testing::Contains(HasSubstr("parallel for schedule(dynamic, 4)\n")));
    for (const Rewrite& rewrite : rewrites)
        EXPECT_EQ(rewrite.source.find("schedule(static)\n"), std::string::npos);
    EXPECT_EQ(rewrites.size(), 6U);
}

TEST(Rewrites, schedulesAreAddedWhereThereIsNone)
{
    EXPECT_THAT(sources(scheduleRewrites("#pragma omp for\nfor (;;)\n")),
        testing::Contains("#pragma omp for schedule(guided)\nfor (;;)\n"));
}

TEST(Rewrites, schedulesThatCarryMeaningStay)
{
    for (const char* source :
        {"#pragma omp for reduction(+ : sum)\n", "#pragma omp for ordered\n", "#pragma omp simd\n",
            "#pragma omp parallel\n", "// #pragma omp for\n",
            "#pragma omp for nowait\n#pragma omp for\n", "#pragma omp for \\\n schedule(static)\n"})
        EXPECT_TRUE(scheduleRewrites(source).empty()) << source;
}

TEST(Rewrites, innermostLoopsAreUnrolledWithTheirIndent)
{
    const auto rewrites = unrollRewrites(kSampleSource);
    EXPECT_EQ(rewrites.size(), 3U);
    EXPECT_THAT(rewrites[1].source,
        HasSubstr("        #pragma GCC unroll 4\n        for (int64_t i = 0; i < 64; ++i) {"));
    EXPECT_THAT(rewrites[1].idea, HasSubstr("unrolled 4 times"));
}

TEST(Rewrites, anUnrollPragmaIsChangedOrTakenAway)
{
    const std::string source
        = "x\n    #pragma GCC unroll 2\n    for (int i = 0; i < 4; ++i)\n        f(i);\n";
    EXPECT_THAT(sources(unrollRewrites(source)),
        testing::UnorderedElementsAre(
            "x\n    #pragma GCC unroll 4\n    for (int i = 0; i < 4; ++i)\n        f(i);\n",
            "x\n    #pragma GCC unroll 8\n    for (int i = 0; i < 4; ++i)\n        f(i);\n",
            "x\n    for (int i = 0; i < 4; ++i)\n        f(i);\n"));
}

TEST(Rewrites, noPragmaComesBetweenOpenMpAndItsLoop)
{
    EXPECT_TRUE(
        unrollRewrites("#pragma omp simd\nfor (int i = 0; i < 4; ++i)\n    y[i] = 1;\n").empty());
}

TEST(Rewrites, independentLoopsAreDeclaredSo)
{
    const char* independent[] {
        "for (int i = 0; i < n; ++i)\n    y[i] = x[i] * 2;\n",
        "for (int i = 0; i < n; ++i) {\n    const float v = std::exp(x[i + 1]);\n    y[i] = "
        "v;\n}\n",
        "for (int i = 0; i < n; ++i)\n    y[i] += x[i];\n",
    };
    for (const char* source : independent) {
        const auto rewrites = independenceRewrites(source);
        ASSERT_EQ(rewrites.size(), 1U) << source;
        EXPECT_TRUE(rewrites[0].source.starts_with("#pragma GCC ivdep\nfor ("))
            << rewrites[0].source;
        EXPECT_TRUE(independenceRewrites(rewrites[0].source).empty());
    }
}

TEST(Rewrites, dependentLoopsAreNot)
{
    const char* dependent[] {
        "for (int i = 1; i < n; ++i)\n    y[i] = y[i - 1] + x[i];\n",
        "for (int i = 0; i < n; ++i)\n    sum += x[i];\n",
        "for (int i = 0; i < n; ++i)\n    y[map[i]] = x[i];\n",
        "for (int i = 0; i < n; ++i)\n    y[0] = x[i];\n",
        "for (int i = 0; i < n; ++i)\n    *p++ = x[i];\n",
        "for (int i = 0; i < n; ++i)\n    y[i] = next(x);\n",
        "for (int i = 0; i < n; ++i) {\n    y[i] = last;\n    last = x[i];\n}\n",
        "for (int i = 0; i < n; ++i)\n    s->y[i] = x[i];\n",
    };
    for (const char* source : dependent)
        EXPECT_TRUE(independenceRewrites(source).empty()) << source;
}

TEST(Rewrites, prefetchesGoIntoLoopsThatReadAtTheirVariable)
{
    const std::string source
        = "    for (int64_t i = 0; i < n; i += 16) {\n        sum = sum + V::load(x + i);\n    }\n";
    const auto rewrites = prefetchRewrites(source);
    ASSERT_EQ(rewrites.size(), 4U);
    EXPECT_THAT(rewrites[0].source,
        HasSubstr("{\n        __builtin_prefetch(reinterpret_cast<const void*>"));
    EXPECT_THAT(rewrites[0].source, HasSubstr("sizeof(*x) + 256"));
    EXPECT_TRUE(prefetchRewrites(rewrites[0].source).empty());
}

TEST(Rewrites, noPrefetchOfArraysOnTheStackOrOfUnknownReads)
{
    EXPECT_TRUE(
        prefetchRewrites("V parts[4];\nfor (int u = 0; u < 4; ++u) {\n    f(parts[u]);\n}\n")
            .empty());
    EXPECT_TRUE(prefetchRewrites("for (int u = 0; u < 4; ++u) {\n    f(g(u));\n}\n").empty());
    EXPECT_TRUE(prefetchRewrites("for (int u = 0; u < 4; ++u)\n    f(x[u]);\n").empty());
}

TEST(Rewrites, leaveManifestAndBalanceAlone)
{
    const auto all = [] {
        std::vector<Rewrite> rewrites = unrollRewrites(kSampleSource);
        for (const auto& more : {scheduleRewrites(kSampleSource),
                 independenceRewrites(kSampleSource), prefetchRewrites(kSampleSource)})
            rewrites.insert(rewrites.end(), more.begin(), more.end());
        return rewrites;
    }();
    EXPECT_GE(all.size(), 9U);
    const std::string manifest = kSampleSource.substr(0, kSampleSource.find("*/"));
    for (const Rewrite& rewrite : all) {
        EXPECT_TRUE(rewrite.source.starts_with(manifest)) << rewrite.idea;
        EXPECT_TRUE(kernel::makeCandidate(rewrite.source)) << rewrite.idea;
        EXPECT_EQ(std::count(rewrite.source.begin(), rewrite.source.end(), '{'),
            std::count(kSampleSource.begin(), kSampleSource.end(), '{'));
    }
}

} // namespace
} // namespace autokernel::mutate

// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "engine/champions.h"

#include <gtest/gtest.h>

namespace autokernel::engine {
namespace {

const std::string kSpec = R"(name = "twice"
symbols = ["N"]
[[input]]
name = "x"
shape = ["N"]
[[output]]
name = "y"
shape = ["N"]
[cost]
flop = "N"
bytes = "2*N*E"
[shapes]
benchmark = ["N=1024"]
scoring = "N=1024"
small = "N=8"
)";

std::string sourceOf(std::string_view body, std::string_view manifest = "")
{
    return fmt::format(R"(// SPDX-License-Identifier: Apache-2.0
/*autokernel
type = "twice"
language = "cpu"
{}
[tunables]
UNROLL = {{ value = 1, avx2 = 4, choices = [1, 2, 4] }}
[[launch]]
entry = "twice"
*/
{})",
        manifest, body);
}

class ChampionsTest : public ::testing::Test
{
protected:
    void SetUp() override
    {
        const auto folder = m_folder.path() / "twice";
        std::filesystem::create_directories(folder / "champions");
        ASSERT_TRUE(writeFileAtomically(folder / "spec.toml", kSpec));
        writeStarter("");
        auto type = kernel::loadKernelType(folder);
        ASSERT_TRUE(type) << type.error().message;
        m_type = *type;
    }

    void writeStarter(std::string_view manifest)
    {
        ASSERT_TRUE(writeFileAtomically(
            m_folder.path() / "twice/cpu.cpp", sourceOf("void starter() { }", manifest)));
    }

    std::filesystem::path file() const { return m_type.folder / "champions" / "avx512.toml"; }

    Result<std::vector<kernel::Candidate>> seeds(
        std::string_view champions, kernel::Dtype dtype = kernel::Dtype::Float32)
    {
        EXPECT_TRUE(writeFileAtomically(file(), champions));
        kernel::Target target;
        target.type = "twice";
        target.dtype = dtype;
        target.symbols = {{"N", 1000}};
        return seedsFor(m_type, target, 2, "cpu", "avx512");
    }

    TemporaryDirectory m_folder;
    kernel::KernelType m_type;
};

TEST_F(ChampionsTest, readsAllThatAnEntrySays)
{
    ASSERT_TRUE(writeFileAtomically(file(), R"([[champion]]
title = "four at a time"
dtype = "bf16"
shape = "N=64"
tunables = { UNROLL = 4 }
source = '''
text'''
gain = { baseline = "eager", speedup = 1.5, interval = [1.4, 1.6], device = "a CPU", threads = 2, date = "2026-01-02" }
)"));
    const auto champions = loadChampions(file());
    ASSERT_TRUE(champions) << champions.error().message;
    ASSERT_EQ(champions->size(), 1U);
    const Champion& champion = champions->front();
    EXPECT_EQ(champion.title, "four at a time");
    EXPECT_EQ(champion.variant, "default");
    EXPECT_EQ(champion.dtype, kernel::Dtype::BFloat16);
    EXPECT_EQ(champion.symbols, (kernel::Symbols {{"N", 64}}));
    EXPECT_EQ(champion.tunables, (kernel::TunableValues {{"UNROLL", 4}}));
    EXPECT_EQ(champion.source, "text");
    EXPECT_EQ(champion.gain.baseline, "eager");
    EXPECT_EQ(champion.gain.speedup, 1.5);
    EXPECT_EQ(champion.gain.low, 1.4);
    EXPECT_EQ(champion.gain.high, 1.6);
    EXPECT_EQ(champion.gain.threads, 2);
    EXPECT_EQ(champion.gain.date, "2026-01-02");
}

TEST_F(ChampionsTest, namesFileLineAndKeyOfWhatIsWrong)
{
    const std::pair<const char*, const char*> cases[] {
        {"[[champion]]\ndtype = \"fp99\"\nshape = \"N=1\"\n", "avx512.toml:2"},
        {"[[champion]]\ndtype = \"fp32\"\nshape = \"N\"\n", "avx512.toml:3"},
        {"[[champion]]\ndtype = \"fp32\"\nshape = \"N=1\"\nspeed = 2\n", "speed"},
        {"[[champion]]\ndtype = \"fp32\"\nshape = \"N=1\"\ntunables = { A = 1.5 }\n", "'A'"},
        {"[[champion]]\ndtype = \"fp32\"\nshape = \"N=1\"\ngain = { speedup = 2 }\n", "baseline"},
    };
    for (const auto& [text, expected] : cases) {
        ASSERT_TRUE(writeFileAtomically(file(), text));
        const auto champions = loadChampions(file());
        ASSERT_FALSE(champions) << text;
        EXPECT_NE(champions.error().message.find(expected), std::string::npos)
            << champions.error().message;
    }
}

TEST_F(ChampionsTest, aBrokenFileIsFoundBeforeAnythingIsMeasured)
{
    EXPECT_TRUE(checkChampions({m_type}, "avx512"));
    ASSERT_TRUE(writeFileAtomically(file(), "[[champion]]\ndtype = 5\n"));
    EXPECT_TRUE(checkChampions({m_type}, "avx2")) << "another machine's file";
    const auto checked = checkChampions({m_type}, "avx512");
    ASSERT_FALSE(checked);
    EXPECT_NE(checked.error().message.find("avx512.toml:2"), std::string::npos)
        << checked.error().message;
}

TEST_F(ChampionsTest, seedsAreTheStarterThenTheNearestChampionsOfTheDtype)
{
    const auto found = seeds(R"([[champion]]
dtype = "fp32"
shape = "N=64"
tunables = { UNROLL = 4 }
[[champion]]
dtype = "fp32"
shape = "N=1024"
tunables = { UNROLL = 2 }
[[champion]]
dtype = "bf16"
shape = "N=1000"
tunables = { UNROLL = 4 }
)");
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_EQ(found->size(), 3U);
    EXPECT_EQ((*found)[0].tunables.at("UNROLL"), 1);
    EXPECT_EQ((*found)[1].tunables.at("UNROLL"), 2);
    EXPECT_EQ((*found)[2].tunables.at("UNROLL"), 4);
}

TEST_F(ChampionsTest, aStarterBeginsWhereItsManifestSaysOnAvx2)
{
    kernel::Target target;
    target.type = "twice";
    target.symbols = {{"N", 1000}};
    const auto found = seedsFor(m_type, target, 2, "cpu", "avx2");
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_EQ(found->size(), 1U);
    EXPECT_EQ(found->front().tunables.at("UNROLL"), 4);
}

TEST_F(ChampionsTest, aChampionOfAnotherStructureBringsItsSource)
{
    const auto source = sourceOf("void champion() { }");
    const auto found = seeds(fmt::format(
        "[[champion]]\ndtype = \"fp32\"\nshape = \"N=64\"\nsource = '''{}'''\n", source));
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_EQ(found->size(), 2U);
    EXPECT_EQ((*found)[1].source, source);
}

TEST_F(ChampionsTest, aDomainOverElementSizeAndThreadsDecidesWhoIsASeed)
{
    const std::string champion
        = "[[champion]]\ndtype = \"fp32\"\nshape = \"N=64\"\nsource = '''{}'''\n"
          "[[champion]]\ndtype = \"bf16\"\nshape = \"N=64\"\nsource = '''{}'''\n";
    const auto source
        = sourceOf("void champion() { }", "domain = [\"N * E % 4000 == THREADS - 2\"]");
    const auto text = fmt::format(fmt::runtime(champion), source, source);
    EXPECT_EQ(seeds(text)->size(), 2U) << "1000 * 4 is a multiple of 4000";
    EXPECT_EQ(seeds(text, kernel::Dtype::BFloat16)->size(), 1U) << "1000 * 2 is not";
}

} // namespace
} // namespace autokernel::engine

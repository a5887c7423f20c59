// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/band_names.h"
#include "ui/theme/style.h"

#include <gtest/gtest.h>

namespace autokernel::ui {
namespace {

class BandNames : public testing::Test
{
protected:
    double widthOf(const QString& text) const { return m_metrics.horizontalAdvance(text); }
    std::vector<BandName> named(const std::vector<Band>& bands) const
    {
        const auto names = nameBands(bands, 0, m_metrics);
        for (std::size_t i = 1; i < names.size(); ++i)
            EXPECT_GT(names[i].left, names[i - 1].left + widthOf(names[i - 1].text));
        return names;
    }

    QFontMetricsF m_metrics {fontOf(Type::Small)};
};

TEST_F(BandNames, aNarrowBandHasTheShortestNameThatTellsItApart)
{
    const double brief = widthOf("fused_mlp") + 12;
    const auto names = named({{"fused_mlp/gelu_bias", 0, brief},
        {"matmul/linear", brief, 2 * brief}, {"matmul/linear_bias", 2 * brief, 900}});
    ASSERT_EQ(names.size(), 3U);
    EXPECT_EQ(names[0].text, "fused_mlp");
    EXPECT_EQ(names[1].text, "linear") << "another is a matmul too";
    EXPECT_EQ(names[2].text, "linear_bias") << "brief is brief in all of the chart";
}

TEST_F(BandNames, aKernelOfNarrowBandsIsNamedOnceOverItsNeighbours)
{
    const auto names = named({{"layernorm/residual", 0, 30}, {"matmul/linear", 30, 60},
        {"layernorm/residual", 60, 90}, {"matmul/linear", 90, 400}});
    ASSERT_EQ(names.size(), 1U) << "no name is cut, and a name runs into no other";
    EXPECT_EQ(names[0].text, "matmul/linear");
    const auto reaching = named({{"layernorm/residual", 0, 30}, {"matmul/linear", 30, 60},
        {"layernorm/residual", 60, 300}, {"softmax/x", 300, 330}, {"layernorm/residual", 330, 340},
        {"softmax/x", 340, 350}, {"layernorm/residual", 350, 380}});
    ASSERT_EQ(reaching.size(), 2U);
    EXPECT_EQ(reaching[0].text, "layernorm/residual");
    EXPECT_EQ(reaching[1].text, "softmax/x");
    EXPECT_EQ(reaching[1].left, 304);
}

TEST_F(BandNames, startersAreNamedTogetherOverTheirMiddle)
{
    const std::vector<Band> bands {{"matmul/linear", 100, 190, true}, {"b/x", 190, 200, true},
        {"c/x", 200, 210, true}, {"matmul/linear", 210, 500}};
    const auto names = named(bands);
    ASSERT_EQ(names.size(), 2U);
    EXPECT_EQ(names[0].text, "starters");
    EXPECT_NEAR(names[0].left + widthOf("starters") / 2, 155, 1);
    EXPECT_EQ(names[1].text, "matmul/linear");
}

TEST_F(BandNames, startersThatAreNarrowerThanTheirNameKeepOffTheNext)
{
    const auto names = named({{"a/x", 100, 106, true}, {"b/x", 106, 112, true}, {"c/x", 112, 500}});
    ASSERT_EQ(names.size(), 2U);
    EXPECT_LE(names[0].left + widthOf("starters"), 112);
    EXPECT_EQ(nameBands({{"a/x", 0, 6, true}, {"b/x", 6, 12, true}, {"c/x", 12, 500}}, 0, m_metrics)
                  .size(),
        1U)
        << "nothing stands outside of the chart";
}

TEST_F(BandNames, startersWithRoomAreNamedEach)
{
    const auto names = named({{"a/x", 0, 200, true}, {"b/x", 200, 400, true}});
    ASSERT_EQ(names.size(), 2U);
    EXPECT_EQ(names[0].text, "a/x");
}

} // namespace
} // namespace autokernel::ui

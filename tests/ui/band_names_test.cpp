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
    EXPECT_EQ(names[2].text, "matmul/linear_bias");
}

TEST_F(BandNames, aBandThatIsNarrowerStillHasAPartOfIt)
{
    const auto names = named({{"layernorm/residual", 0, 45}, {"matmul/linear", 45, 55}});
    ASSERT_EQ(names.size(), 1U) << "10 pixels have room for nothing";
    EXPECT_TRUE(names[0].text.contains("…")) << names[0].text.toStdString();
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

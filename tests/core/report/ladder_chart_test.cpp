// SPDX-License-Identifier: Apache-2.0
#include "chart_data.h"

#include "report/ladder_chart.h"

#include <gmock/gmock.h>

#include <cmath>

namespace autokernel::report {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string rowOf(const std::string& html, const std::string& name)
{
    const auto at = html.find(name);
    EXPECT_NE(at, std::string::npos) << name;
    const auto begin = html.rfind("<tr", at);
    return html.substr(begin, html.find("</tr>", at) - begin);
}

TEST(LadderTable, marksTheFastestCorrectContender)
{
    const auto html = ladderTable({test::rungOf("eager", 100), test::rungOf("wrong_one", 10, false),
        test::rungOf("vendor", 80)});
    EXPECT_THAT(rowOf(html, "vendor"), HasSubstr("class='best'"));
    EXPECT_THAT(rowOf(html, "wrong_one"), Not(HasSubstr("class='best'")));
    EXPECT_THAT(rowOf(html, "wrong_one"), HasSubstr("wrong</span>"));
    // Drawn on one scale that begins at zero: the slowest end is at 196.
    EXPECT_THAT(rowOf(html, "eager"), HasSubstr("x2='196.0'"));
}

TEST(LadderTable, callsTheRangeOfAFewValuesARange)
{
    auto few = test::rungOf("eager", 100);
    few.record.samples.nanoseconds.assign(3, 1e5);
    auto enough = test::rungOf("vendor", 80);
    enough.record.samples.nanoseconds.assign(6, 8e4);
    const auto html = ladderTable({few, enough});
    EXPECT_THAT(rowOf(html, "eager"), HasSubstr("(range of 3)"));
    EXPECT_THAT(rowOf(html, "vendor"), Not(HasSubstr("range of")));
}

TEST(LadderTable, saysWhyAContenderHasNoTime)
{
    auto absent = test::rungOf("torch_compile", std::nan(""));
    absent.lowMicroseconds = absent.highMicroseconds = std::nan("");
    absent.record.samples.error = "no <Python>";
    const auto row = rowOf(ladderTable({absent}), "torch_compile");
    EXPECT_THAT(row, HasSubstr("could not run: no &lt;Python&gt;"));
    EXPECT_THAT(row, Not(HasSubstr("nan")));
}

TEST(LadderTable, namesWhatIsOurs)
{
    auto ours = test::rungOf("winner", 50);
    ours.record.isOurs = true;
    EXPECT_THAT(rowOf(ladderTable({ours}), "winner"), HasSubstr("ours"));
}

} // namespace
} // namespace autokernel::report

// SPDX-License-Identifier: Apache-2.0
#include "chart_data.h"

#include "report/share_chart.h"

#include <gmock/gmock.h>

namespace autokernel::report {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(ShareBars, nameEveryPartOfTheForward)
{
    ReportData report;
    auto kernel = test::matmulKernel();
    kernel.keeps = {test::keepOf(1, 100, 1.5)};
    kernel.champion = 0;
    report.kernels = {kernel};
    protocol::Profile profile;
    profile.forwardMicroseconds = 1000;
    profile.outsideOpsMicroseconds = 100;
    for (int i = 0; i < 7; ++i)
        profile.unmatched.push_back({"aten::op" + std::to_string(i), "", 1, 50});
    report.profile = profile;
    const auto html = shareBars(report);
    EXPECT_THAT(html, HasSubstr("1.50× over eager alone"));
    EXPECT_THAT(html, HasSubstr("width='100.0'")) << "half of the forward";
    EXPECT_THAT(html, HasSubstr("aten::op4"));
    EXPECT_THAT(html, Not(HasSubstr("aten::op5")));
    EXPECT_THAT(html, HasSubstr("2 further ops"));
    EXPECT_THAT(html, HasSubstr("between the ops"));
    EXPECT_THAT(html, HasSubstr("not accounted for")) << "the rows add up to the forward";
}

TEST(ShareBars, areEmptyWithoutAProfile)
{
    EXPECT_THAT(shareBars({}), IsEmpty());
}

} // namespace
} // namespace autokernel::report

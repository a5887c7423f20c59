// SPDX-License-Identifier: Apache-2.0
#include "chart_data.h"

#include "report/reasons.h"

#include <gmock/gmock.h>

namespace autokernel::report {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

store::ExperimentRow controlOf(store::TargetId target, std::int64_t number)
{
    store::ExperimentRow row;
    row.control = store::ControlKind::SameCode;
    row.target = target;
    row.number = number;
    return row;
}

// A champion of experiment 5 on target 1.
ReportData reportOfAKeep()
{
    ReportData report;
    auto kernel = test::matmulKernel();
    kernel.keeps = {test::keepOf(5, 80, 1.6)};
    kernel.champion = 0;
    report.kernels = {kernel};
    return report;
}

TEST(Reasons, nameTheKernelsThatNoControlCameBefore)
{
    auto report = reportOfAKeep();
    const auto key = report.kernels[0].target.target.key();
    EXPECT_THAT(keptWithoutControl(report), ElementsAre(key));
    EXPECT_THAT(reasonsToBelieve(report), Contains(HasSubstr("controls had no time in this run")));

    report.controls = {controlOf(store::TargetId {2}, 1), controlOf(store::TargetId {1}, 6)};
    EXPECT_THAT(keptWithoutControl(report), ElementsAre(key))
        << "one on another kernel, and one that came later";
    EXPECT_THAT(reasonsToBelieve(report), Contains(HasSubstr("on other kernels alone")));

    report.controls.push_back(controlOf(store::TargetId {1}, 4));
    EXPECT_THAT(keptWithoutControl(report), IsEmpty());
}

} // namespace
} // namespace autokernel::report

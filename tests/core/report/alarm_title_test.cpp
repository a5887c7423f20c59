// SPDX-License-Identifier: Apache-2.0
#include "judge/alarms.h"
#include "report/alarm_title.h"

#include <gtest/gtest.h>

namespace autokernel::report {
namespace {

TEST(AlarmTitle, speaksWords)
{
    EXPECT_EQ(alarmTitle("gain_over_vendor"), "A very large gain over the vendor");
    EXPECT_EQ(alarmTitle(judge::kSlowControlUnseen), "Slower code was not seen as slower");
    EXPECT_EQ(alarmTitle(judge::kCompilerUnconfined), "The compiler was not confined");
    EXPECT_EQ(alarmTitle("dropped_pairs"), "Dropped pairs");
    EXPECT_EQ(alarmTitle(""), "");
}

} // namespace
} // namespace autokernel::report

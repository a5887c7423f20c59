// SPDX-License-Identifier: Apache-2.0
#include "report/alarm_sentence.h"

#include <gtest/gtest.h>

namespace autokernel::report {
namespace {

TEST(AlarmSentence, beginsWithTheFigureThatTablesPrint)
{
    ReportData report;
    auto& keep = report.kernels.emplace_back().keeps.emplace_back();
    keep.row.experiment.id = {7};
    keep.row.keep.overEager = store::SpeedupInterval {2.02, 1.99, 2.04};
    keep.vendorOverEager = 1.0306;
    keep.overEagerInGate = 2.3395;
    store::StoredAlarm stored;
    stored.alarm.signal = "gain_over_vendor";
    stored.alarm.sentence = "2.27 times as fast as the best vendor kernel; above 2.0 is rare.";
    stored.experiment = {7};
    EXPECT_EQ(alarmSentence(report, stored),
        "1.96× over the vendor's kernel as printed, 2.27× in the pairs of its first gate; the "
        "vendor's is 1.03× as fast as eager. 2.27 times as fast as the best vendor kernel; above "
        "2.0 is rare.");
    stored.experiment = {8};
    EXPECT_EQ(alarmSentence(report, stored), stored.alarm.sentence) << "nothing is known of it";
    stored.experiment = {7};
    stored.alarm.signal = "dropped_pairs";
    EXPECT_EQ(alarmSentence(report, stored), stored.alarm.sentence);
}

} // namespace
} // namespace autokernel::report

// SPDX-License-Identifier: Apache-2.0
// What an alarm says where people read it. Any thread.
#pragma once

#include "report/report_data.h"

#include <string>

namespace autokernel::report {

// The alarm's own sentence. One of a gain over the vendor looked at the pairs of a gate, while
// tables print later pairs: it begins with the printed figure, so that the two do not read as a
// contradiction.
std::string alarmSentence(const ReportData& report, const store::StoredAlarm& stored);

} // namespace autokernel::report

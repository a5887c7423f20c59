// SPDX-License-Identifier: Apache-2.0
// What an alarm is called where people read it. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace autokernel::report {

// "A very large gain over the vendor" for "gain_over_vendor"; a signal without a title of its own
// is its own words: "Dropped pairs".
std::string alarmTitle(std::string_view signal);

} // namespace autokernel::report

// SPDX-License-Identifier: Apache-2.0
// How numbers look in every report: with unit, never more digits than the measurement has. Pure.
#pragma once

#include "roofline/roofs.h"
#include "store/records.h"

#include <optional>
#include <string>

namespace autokernel::report {

std::string formatMicroseconds(double microseconds); // "812 µs", "41.2 ms"; "not measured" for NaN
// " (17.4 µs by CUPTI)" behind a contender's time, from the second witness on a GPU; "" without
// one.
std::string witnessRemark(const protocol::ContenderSamples& samples);
std::string formatSpeedup(double ratio); // "1.28×"
std::string formatInterval(const store::SpeedupInterval& interval); // "1.28× (1.25 to 1.31)"
std::string formatRange(const store::SpeedupInterval& interval); // "1.25 to 1.31", as in the above
std::string formatPercent(double fraction); // "28 %", "0.4 %"
std::string formatRate(double perSecond, const std::string& unit); // "3.02 TFLOP/s", "11.4 GB/s"
// A roof, which is the best of its runs and lies above where most of them do:
// "61.2 GFLOP/s, best of 30 runs (8 of 10 runs: 55 GFLOP/s to 60 GFLOP/s)"
std::string formatRoof(const roofline::Rate& rate, const std::string& unit);
std::string formatBytes(double bytes); // "3.1 MB"
std::string formatSeconds(double seconds); // "4.15 ms", "4.5 s", "12 min", "7.5 h"
// Low to high end of what statistics::medianInterval() says of so many values: "4.1 ms to 4.3 ms",
// or with " (range of 4)" behind it where they are too few for 95 %. "" without values.
std::string formatSpread(double lowMicroseconds, double highMicroseconds, std::size_t count);
// How far a champion is from the roof that bounds it, as one sentence; more than all of it is
// explained.
std::string describeRoof(double fractionOfRoof, const std::string& bottleneck);
std::string formatCount(std::int64_t count); // "11,940"
std::string formatCounted(std::int64_t count, const std::string& noun); // "1 experiment", "2 pairs"

} // namespace autokernel::report

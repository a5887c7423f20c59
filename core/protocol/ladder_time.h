// SPDX-License-Identifier: Apache-2.0
// What the ladder of a model does with the time that it is given: the worker keeps to it, and the
// engine says beforehand what there will be no time for. Pure, any thread.
#pragma once

namespace autokernel::protocol {

constexpr double kLadderTimingShare = 0.15; // kept back for the timing itself
constexpr double kLeastCompileSeconds = 15; // with less left, a compile is not even started

// The least that a ladder needs for a rung that is compiled.
constexpr double kLeastLadderWithCompile = kLeastCompileSeconds / (1 - kLadderTimingShare);

} // namespace autokernel::protocol

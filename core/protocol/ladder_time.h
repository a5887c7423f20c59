// SPDX-License-Identifier: Apache-2.0
// What the ladder of a model does with the time that it is given: the worker keeps to it, and the
// engine says beforehand what there will be no time for. Pure, any thread.
#pragma once

#include "protocol/message.h"

#include <filesystem>

namespace autokernel::protocol {

constexpr double kLadderTimingShare = 0.15; // kept back for the timing itself
constexpr double kLeastCompileSeconds = 15; // with less left, a compile is not even started

// Gone before the first compile: the original is evaluated, eager and TorchScript start. A large
// model takes longer.
constexpr double kLadderStartSeconds = 10;

// With less, no rung is compiled; with the second, those of a model that is not large are.
constexpr double kLadderWithoutCompile = kLeastCompileSeconds / (1 - kLadderTimingShare);
constexpr double kLadderWithCompile
    = (kLadderStartSeconds + kLeastCompileSeconds) / (1 - kLadderTimingShare);

// torch.compile has nothing to work on otherwise, however much time there is.
inline bool hasPythonClass(const LoadModel& model)
{
    return !model.example.empty() || std::filesystem::path(model.path).extension() == ".py";
}

} // namespace autokernel::protocol

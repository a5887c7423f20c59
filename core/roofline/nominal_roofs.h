// SPDX-License-Identifier: Apache-2.0
// What a device's maker says it reaches, where that is known: charts draw it dashed beside what was
// measured. Nothing is judged by it. A table, pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autokernel::roofline {

struct NominalPeak
{
    std::string dtype; // of the data: "fp32"
    std::string arithmetic; // "fp32", "tf32 tensor"
    double flopPerSecond = 0; // dense
};

struct NominalRoofs
{
    std::string source; // "NVIDIA H100 data sheet (SXM5, dense)"
    std::vector<NominalPeak> peaks;
    double dramBytesPerSecond = 0;

    // Those of a dtype, plain arithmetic first.
    std::vector<NominalPeak> peaksOf(std::string_view dtype) const;
};

// By the name that the driver gives a GPU, and its multiprocessors: a part of a card, or another
// one of the same chip, has other figures. nullopt for every device that is not in the table, all
// processors among them: their peak depends on a clock that they do not tell.
std::optional<NominalRoofs> nominalRoofsOf(std::string_view deviceName, int cores);
// Why there is none, one sentence; `device` as protocols name it ("cpu", "cuda:0").
std::string whyNoNominalRoofs(std::string_view device);

} // namespace autokernel::roofline

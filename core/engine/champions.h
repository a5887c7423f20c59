// SPDX-License-Identifier: Apache-2.0
// Seeds of a search: the starter of a type's variant, and the best verified candidates that ship
// with it in champions/<device-class>.toml. Any thread.
#pragma once

#include "kernel/candidate.h"

#include <filesystem>
#include <string>
#include <vector>

namespace autokernel::engine {

// What a search measured when it found a champion: history, never a promise for another machine.
struct ChampionGain
{
    std::string baseline; // "eager": what `speedup` is over
    double speedup = 0;
    double low = 0; // of its 95 % interval
    double high = 0;
    std::string device;
    int threads = 0;
    std::string date; // of the search, YYYY-MM-DD
};

struct Champion
{
    std::string title;
    std::string variant = "default";
    kernel::Dtype dtype = kernel::Dtype::Float32;
    kernel::Symbols symbols; // the shape that it was found for
    kernel::TunableValues tunables;
    std::string source; // "": the starter's, whose structure it has
    ChampionGain gain;
};

// Every [[champion]] of the file, none where there is no file. The error names file, line and what
// was expected; unknown keys are errors.
Result<std::vector<Champion>> loadChampions(const std::filesystem::path& file);

// "avx512", "avx2", "baseline" on CPUs; "sm_90" and so on for GPUs.
std::string deviceClass(const std::vector<std::string>& isa, bool isCuda);

// Whether the files of all types can be read, before anything is measured.
Result<void> checkChampions(
    const std::vector<kernel::KernelType>& types, const std::string& deviceClassName);

// The starter first, then shipped champions of the same variant and dtype, nearest shape first;
// those that the target's shape excludes are left out. Errors: NotFound without a starter;
// CompileError for a manifest that cannot be read.
Result<std::vector<kernel::Candidate>> seedsFor(const kernel::KernelType& type,
    const kernel::Target& target, int threads, const std::string& language,
    const std::string& deviceClassName);

} // namespace autokernel::engine

// SPDX-License-Identifier: Apache-2.0
// A candidate: one source text with a manifest comment, plus the values of its tunables. The
// manifest is TOML between "/*autokernel" and "*/". Values, any thread.
#pragma once

#include "kernel/expression.h"
#include "kernel/kernel_type.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace autokernel::kernel {

using TunableValues = std::map<std::string, std::int64_t>;

struct Tunable
{
    std::string name;
    std::int64_t value = 0; // what the source ships with
    std::optional<std::int64_t> valueOnAvx2; // where there are 16 vector registers of 8 floats
    std::vector<std::int64_t> choices; // ascending where the order has a meaning
};

struct Workspace
{
    std::string name;
    Expression bytes; // over symbols, tunables, THREADS
    bool zeroed = false; // cleared inside the timed region
};

// Repacks constant inputs once, when the model is loaded.
struct Prepare
{
    std::string entry;
    std::vector<std::string> inputs; // names of constant inputs
    Expression bytes; // size of the packed buffer; at most twice the inputs plus 1 MiB
};

struct Launch // cuda: a kernel launch; cpu: only the entry
{
    std::string entry;
    std::vector<Expression> grid; // x, y, z
    std::vector<Expression> block;
    std::vector<Expression> cluster;
    std::optional<Expression> sharedBytes;
    std::vector<std::string> arguments; // input, output, workspace, scalar or symbol names in order
};

struct Manifest
{
    std::string type;
    std::string variant = "default";
    std::string language; // "cpu", "cuda"
    std::string title; // one line: the idea
    std::vector<Tunable> tunables;
    std::vector<Expression> constraints; // over tunables and symbols; all must be non-zero
    std::vector<Expression> domain; // over symbols: where this candidate is right
    std::vector<std::string> fixedSymbols; // compiled in as constants
    std::vector<Dtype> dtypes; // empty: all
    bool usesOrderDependentAtomics = false;
    std::vector<Workspace> workspaces;
    std::optional<Prepare> prepare;
    std::vector<Launch> launches; // exactly one for cpu

    TunableValues defaults() const;
    // Constraints and domain, over namesOf() and the tunables.
    Result<bool> allows(const TunableValues& values, const Symbols& names) const;
    bool supports(Dtype dtype) const;
};

// What a manifest's expressions may name besides its tunables: the symbols, THREADS and E.
Symbols namesOf(const Symbols& symbols, Dtype dtype, int threads);

struct Candidate
{
    std::string source;
    Manifest manifest;
    TunableValues tunables; // complete: one value for each tunable
    // SHA-256 of the source without comments and white space, the tunables, and the manifest but
    // for its title and choices: equal for clones. Never evaluated twice.
    std::string normalisedHash() const;
};

inline constexpr std::size_t kMaximumSourceBytes = 256 * 1024;

Result<Manifest> parseManifest(std::string_view source); // message names line and key
Result<Candidate> makeCandidate(std::string source, const TunableValues& overrides = {});
// The same source text with the manifest's `value = ` entries replaced: what a person reads and
// diffs.
std::string sourceWithValues(const Candidate& candidate);

// The lines generated in front of a CPU or CUDA source: dtype aliases, fixed symbols, tunables,
// indices of symbols, scalars, inputs, outputs.
std::string prelude(const Candidate& candidate, const KernelType& type, const Target& target);

} // namespace autokernel::kernel

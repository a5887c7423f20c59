// SPDX-License-Identifier: Apache-2.0
// Which shapes a candidate is checked on: those of the spec, fitted to what the candidate declares.
// A symbol that is compiled in keeps the target's value; a shape outside the declared domain is not
// the candidate's business (its dispatch guard falls back there). Pure.
#pragma once

#include "kernel/candidate.h"
#include "kernel/kernel_type.h"

#include <optional>
#include <vector>

namespace autokernel::lab {

class CheckShapes
{
public:
    CheckShapes(const kernel::Candidate& candidate, const kernel::KernelType& type,
        const kernel::Target& target, int threads);

    const kernel::Symbols& target() const { return m_target; }
    kernel::Symbols small() const; // the spec's small shape, or the reduced one
    kernel::Symbols odd() const; // uneven sizes in every free symbol
    // The target with its outer symbols made smaller until a call's buffers fit into maximumBytes:
    // the inner ones, over which sums run, stay long as far as they can.
    kernel::Symbols reduced(std::uint64_t maximumBytes) const;
    // The spec's edge shapes, single rows and columns; without duplicates, smallest first.
    std::vector<kernel::Symbols> edges() const;
    std::vector<kernel::Symbols> required(const std::vector<kernel::Symbols>& requested) const;
    std::vector<kernel::Symbols> benchmark(std::uint64_t maximumBytes) const;
    std::optional<kernel::Symbols> fitted(
        const kernel::Symbols& shape) const; // nullopt: not applicable

private:
    const kernel::Candidate& m_candidate;
    const kernel::KernelType& m_type;
    const kernel::Variant& m_variant;
    kernel::Symbols m_target;
    kernel::Dtype m_dtype;
    int m_threads;
};

} // namespace autokernel::lab

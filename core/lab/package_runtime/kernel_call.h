// SPDX-License-Identifier: Apache-2.0
// One compiled kernel on tensors: is this the call it was verified for, and how it is made. Any
// thread.
#pragma once

#include "lab/package_runtime/packed_weights.h"
#include "lab/package_runtime/specification.h"
#include "lab/package_runtime/statistics.h"
#include "runner/candidate_abi.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/stack.h>

#include <optional>
#include <variant>
#include <vector>

namespace autokernel::package {

class KernelCall
{
public:
    KernelCall(const KernelSpec& spec, ak_entry entry, ak_prepare_entry prepare);

    // Why the kernel must not run on these arguments (of the pattern), or the exact form it serves.
    std::variant<Fallback, const CallSpec*> accepts(c10::ArrayRef<c10::IValue> arguments) const;

    // Outputs of an accepted call.
    std::vector<at::Tensor> run(
        const CallSpec& call, c10::ArrayRef<c10::IValue> arguments, OpStatistics& statistics);

    const PackedWeights& packedWeights() const { return m_packed; }

private:
    bool sameShapes(const CallSpec& call, c10::ArrayRef<c10::IValue> arguments) const;
    bool sameScalars(c10::ArrayRef<c10::IValue> arguments) const;
    std::vector<at::Tensor> contiguousInputs(
        c10::ArrayRef<c10::IValue> arguments, OpStatistics& statistics) const;
    at::Tensor packed(c10::ArrayRef<c10::IValue> arguments, int threads);

    const KernelSpec& m_spec;
    ak_entry m_entry;
    ak_prepare_entry m_prepare; // null without prepare
    std::vector<double> m_scalars; // in ABI order
    PackedWeights m_packed;
};

} // namespace autokernel::package

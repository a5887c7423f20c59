// SPDX-License-Identifier: Apache-2.0
// A type's reference.py as callable functions: the float64 oracle, the eager yardstick and the
// named baselines. LibTorch evaluates them with the worker's thread count, strict: no TF32, no
// reduced precision in products. Any one thread at a time.
#pragma once

#include "lab/check/host_tensor.h"

#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace autokernel::lab {

class Reference
{
public:
    // Compiles reference.py. The error names the line that TorchScript refuses.
    static Result<Reference> load(const kernel::KernelType& type);
    Reference(Reference&&) noexcept;
    Reference& operator=(Reference&&) noexcept;
    ~Reference();

    // `function` is "oracle", "eager" or a baseline's name; the variant's suffix is added here.
    bool offers(std::string_view function, const kernel::Variant& variant) const;

    // The truth: floating inputs widened to float64 exactly as stored, results in float64.
    Result<std::vector<HostTensor>> oracle(const kernel::Variant& variant,
        std::span<const HostTensor> inputs, std::span<const double> scalars) const;
    // Results in whatever dtype the function gives.
    Result<std::vector<HostTensor>> call(std::string_view function, const kernel::Variant& variant,
        std::span<const HostTensor> inputs, std::span<const double> scalars) const;

private:
    Reference();
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace autokernel::lab

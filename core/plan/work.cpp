// SPDX-License-Identifier: Apache-2.0
#include "plan/work.h"

namespace autokernel::plan {
namespace {

Result<double> bytesOf(const std::vector<kernel::TensorSpec>& tensors, const kernel::Target& target)
{
    double sum = 0;
    for (const auto& tensor : tensors) {
        double elements = 1;
        for (const auto& size : tensor.shape) {
            AK_ASSIGN(const auto value, size.evaluate(target.symbols));
            elements *= static_cast<double>(value);
        }
        sum += elements
            * static_cast<double>(kernel::elementBytes(tensor.dtype.value_or(target.dtype)));
    }
    return sum;
}

} // namespace

Result<roofline::Work> workOf(
    const kernel::Variant& variant, const kernel::Target& target, int threads)
{
    roofline::Work work;
    AK_ASSIGN(const auto cost, kernel::costOf(variant, target.symbols, target.dtype));
    AK_ASSIGN(work.inputBytes, bytesOf(variant.inputs, target));
    AK_ASSIGN(work.outputBytes, bytesOf(variant.outputs, target));
    work.flop = cost.flop;
    work.dtype = kernel::toString(target.dtype);
    work.threads = threads;
    return work;
}

} // namespace autokernel::plan

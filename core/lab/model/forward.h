// SPDX-License-Identifier: Apache-2.0
// Running a model the way every figure of ours is measured: inference mode, fusers off, a fixed
// team of threads. Includes ATen: for the .cpp files of core/lab only.
#pragma once

#include "base/result.h"
#include "lab/model/error_text.h"
#include "lab/model/loaded_model.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/ivalue.h>
#include <torch/csrc/jit/api/module.h>

#include <cstdint>
#include <vector>

namespace autokernel::lab {

// While an object lives, TorchScript runs op by op (no fuser, no profiling executor) and ATen uses
// `threads` threads (0: leaves the count). The destructor restores both. Process-wide settings.
class EagerExecution
{
public:
    explicit EagerExecution(int threads);
    ~EagerExecution();
    EagerExecution(const EagerExecution&) = delete;
    EagerExecution& operator=(const EagerExecution&) = delete;

private:
    bool m_hadTensorExpressionFuser;
    bool m_optimized;
    int m_threads;
};

// One forward in inference mode; every tensor of the result in order, out of tuples, lists and
// dictionaries. A failing model is an error with the first line of what LibTorch says.
Result<std::vector<at::Tensor>> runForward(
    torch::jit::Module& module, const std::vector<c10::IValue>& arguments);

// Arguments like `example` with fresh values, seeded: integers uniform in the example's own range
// (token ids stay valid, a mask of ones stays one), floating tensors normal with the example's mean
// and deviation. Booleans and tensors of at most two distinct or of non-finite values (masks) stay.
std::vector<c10::IValue> seededArguments(
    const std::vector<c10::IValue>& example, std::uint64_t seed);

// "int64[1,128]"
std::string describe(const at::Tensor& tensor);

} // namespace autokernel::lab

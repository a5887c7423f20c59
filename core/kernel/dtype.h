// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <cstddef>
#include <string_view>

namespace autokernel::kernel {

// The numbers are the ABI's (runner/candidate_abi.h) and never change.
enum class Dtype
{
    Float32 = 0,
    BFloat16 = 1,
    Float16 = 2,
    Float64 = 3,
    Int64 = 4,
    Bool = 5
};

std::string_view toString(Dtype dtype); // "fp32", "bf16", "fp16", "fp64", "i64", "bool"
Result<Dtype> dtypeFromString(std::string_view text);
std::size_t elementBytes(Dtype dtype);
std::string_view cppType(Dtype dtype); // the prelude's name: "float", "ak::bf16", ...

} // namespace autokernel::kernel

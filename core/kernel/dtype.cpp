// SPDX-License-Identifier: Apache-2.0
#include "kernel/dtype.h"

#include <array>

namespace autokernel::kernel {
namespace {
struct DtypeRow
{
    Dtype dtype;
    std::string_view name;
    std::size_t bytes;
    std::string_view cpp;
};
constexpr std::array<DtypeRow, 6> kDtypes {{
    {Dtype::Float32, "fp32", 4, "float"},
    {Dtype::BFloat16, "bf16", 2, "ak::bf16"},
    {Dtype::Float16, "fp16", 2, "ak::fp16"},
    {Dtype::Float64, "fp64", 8, "double"},
    {Dtype::Int64, "i64", 8, "std::int64_t"},
    {Dtype::Bool, "bool", 1, "bool"},
}};
const DtypeRow& row(Dtype dtype)
{
    return kDtypes[static_cast<std::size_t>(dtype)];
}
} // namespace

std::string_view toString(Dtype dtype)
{
    return row(dtype).name;
}

Result<Dtype> dtypeFromString(std::string_view text)
{
    for (const auto& entry : kDtypes)
        if (entry.name == text)
            return entry.dtype;
    return fail(ErrorCode::InvalidInput,
        "unknown dtype '{}': known are fp32, bf16, fp16, fp64, i64 and bool.", text);
}

std::size_t elementBytes(Dtype dtype)
{
    return row(dtype).bytes;
}

std::string_view cppType(Dtype dtype)
{
    return row(dtype).cpp;
}

} // namespace autokernel::kernel

// SPDX-License-Identifier: Apache-2.0
#include "base/instruction_limit.h"

#include <cstdlib>
#include <string_view>

namespace autokernel {
namespace {

constexpr const char* kVariable = "AUTOKERNEL_ISA";

std::string_view requested()
{
    const char* const value = std::getenv(kVariable);
    return value != nullptr ? value : "";
}

} // namespace

bool isLimitedToAvx2()
{
    static const bool isLimited = requested() == "avx2";
    return isLimited;
}

std::map<std::string, std::string> instructionLimitEnvironment()
{
    if (!isLimitedToAvx2())
        return {};
    return {{kVariable, "avx2"}, {"ATEN_CPU_CAPABILITY", "avx2"}, {"ONEDNN_MAX_CPU_ISA", "AVX2"},
        {"MKL_ENABLE_INSTRUCTIONS", "AVX2"}};
}

Result<void> adoptInstructionLimit()
{
    const std::string_view value = requested();
    if (!value.empty() && value != "native" && value != "avx2")
        return fail(ErrorCode::InvalidInput,
            "AUTOKERNEL_ISA is '{}'; it takes 'avx2' (as on a machine without AVX-512) or 'native'.",
            value);
    for (const auto& [name, setting] : instructionLimitEnvironment())
        ::setenv(name.c_str(), setting.c_str(), 1);
    return {};
}

} // namespace autokernel

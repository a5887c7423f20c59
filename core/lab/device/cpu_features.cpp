// SPDX-License-Identifier: Apache-2.0
#include "lab/device/cpu_features.h"

#include "base/instruction_limit.h"

#include <fmt/format.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace autokernel::lab {
namespace {

#if defined(__x86_64__)

struct Registers
{
    unsigned a = 0, b = 0, c = 0, d = 0;
};

Registers cpuid(unsigned leaf, unsigned subleaf = 0)
{
    Registers r;
    if (__get_cpuid_count(leaf, subleaf, &r.a, &r.b, &r.c, &r.d) == 0)
        return {};
    return r;
}

constexpr bool bit(std::uint64_t word, unsigned index)
{
    return (word >> index & 1U) != 0;
}

// XCR0: which register files the operating system saves. Only valid where OSXSAVE is set.
std::uint64_t enabledState()
{
    if (!bit(cpuid(1).c, 27))
        return 0;
    unsigned low = 0;
    unsigned high = 0;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (static_cast<std::uint64_t>(high) << 32U) | low;
}

std::string brandString()
{
    if (cpuid(0x80000000U).a < 0x80000004U)
        return {};
    char text[49] = {};
    for (unsigned i = 0; i < 3; ++i) {
        const Registers r = cpuid(0x80000002U + i);
        std::memcpy(text + 16 * i, &r, sizeof r);
    }
    std::string_view name(text);
    const auto first = name.find_first_not_of(' ');
    const auto last = name.find_last_not_of(' ');
    return first == std::string_view::npos ? std::string()
                                           : std::string(name.substr(first, last - first + 1));
}

std::string familyString()
{
    const Registers r = cpuid(0);
    char vendor[13] = {};
    std::memcpy(vendor, &r.b, 4);
    std::memcpy(vendor + 4, &r.d, 4);
    std::memcpy(vendor + 8, &r.c, 4);
    const unsigned word = cpuid(1).a;
    const unsigned base = word >> 8U & 15U;
    const unsigned family = base == 15 ? base + (word >> 20U & 255U) : base;
    const unsigned model = (word >> 4U & 15U) | (word >> 12U & 240U);
    return fmt::format("{} {}/{}/{}", vendor, family, model, word & 15U);
}

// A processor of that kind has none of the later sets; its name says that this one only plays it.
CpuFeatures limitedToAvx2(CpuFeatures f)
{
    CpuFeatures limited;
    limited.brand = f.brand + ", limited to AVX2";
    limited.family = std::move(f.family);
    limited.avx2 = f.avx2;
    return limited;
}

CpuFeatures detect()
{
    constexpr std::uint64_t kAvxState = 0x6; // SSE and AVX registers
    constexpr std::uint64_t kAvx512State = 0xE6; // plus masks and both halves of zmm
    constexpr std::uint64_t kTileState = 0x60000; // XTILECFG, XTILEDATA
    const std::uint64_t state = enabledState();
    const bool avx = (state & kAvxState) == kAvxState;
    const bool wide = (state & kAvx512State) == kAvx512State;
    const bool tiles = (state & kTileState) == kTileState;
    const Registers one = cpuid(1);
    const Registers seven = cpuid(7);
    const Registers sevenOne = cpuid(7, 1);

    CpuFeatures f;
    f.brand = brandString();
    f.family = familyString();
    f.avx2 = avx && bit(seven.b, 5) && bit(one.c, 12);
    f.avx512 = wide && bit(seven.b, 16) && bit(seven.b, 17) && bit(seven.b, 30) && bit(seven.b, 31);
    f.avx512Vnni = f.avx512 && bit(seven.c, 11);
    f.avx512Bf16 = f.avx512 && bit(sevenOne.a, 5);
    f.avx512Fp16 = f.avx512 && bit(seven.d, 23);
    f.avxVnni = f.avx2 && bit(sevenOne.a, 4);
    f.amxTile = tiles && bit(seven.d, 24);
    f.amxBf16 = f.amxTile && bit(seven.d, 22);
    f.amxInt8 = f.amxTile && bit(seven.d, 25);
    return isLimitedToAvx2() ? limitedToAvx2(std::move(f)) : f;
}

#else

CpuFeatures detect()
{
    return {};
}

#endif

} // namespace

std::vector<std::string> CpuFeatures::names() const
{
    std::vector<std::string> result;
    const auto add = [&](bool has, const char* name) {
        if (has)
            result.emplace_back(name);
    };
    add(avx2, "avx2");
    add(avxVnni, "avx_vnni");
    add(avx512, "avx512");
    add(avx512Vnni, "avx512_vnni");
    add(avx512Bf16, "avx512_bf16");
    add(avx512Fp16, "avx512_fp16");
    add(amxBf16, "amx_bf16");
    add(amxInt8, "amx_int8");
    return result;
}

const CpuFeatures& cpuFeatures()
{
    static const CpuFeatures features = detect();
    return features;
}

bool requestAmxPermission()
{
#if defined(__x86_64__) && defined(SYS_arch_prctl)
    constexpr int kRequestState = 0x1023; // ARCH_REQ_XCOMP_PERM
    constexpr int kTileData = 18;
    return cpuFeatures().amxTile && ::syscall(SYS_arch_prctl, kRequestState, kTileData) == 0;
#else
    return false;
#endif
}

} // namespace autokernel::lab

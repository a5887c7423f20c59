// SPDX-License-Identifier: Apache-2.0
#include "lab/device/peak_kernels.h"

#include "lab/device/cpu_features.h"

#include <array>
#include <cstddef>

namespace autokernel::lab {

#if defined(__x86_64__)
namespace {

// Lists of accumulator numbers. Registers 14 and 15 hold the factors; a chain count near
// latency x ports (8 to 10 on most cores) is best, and which one is searched.
#define AK_CHAINS_8 "0,1,2,3,4,5,6,7"
#define AK_CHAINS_10 "0,1,2,3,4,5,6,7,8,9"
#define AK_CHAINS_12 "0,1,2,3,4,5,6,7,8,9,10,11"
#define AK_CHAINS_14 "0,1,2,3,4,5,6,7,8,9,10,11,12,13"

// void NAME(iterations): per iteration one INSTRUCTION on each accumulator of CHAINS. PATTERN is
// the 64-bit content of the factors: small normal numbers, so that no sum overflows or goes
// subnormal within the iterations we run.
#define AK_VECTOR_CHAIN(NAME, WIDTH, CLEAR, INSTRUCTION, CHAINS, PATTERN)                          \
    void NAME(std::uint64_t iterations)                                                            \
    {                                                                                              \
        static const std::uint64_t pattern = PATTERN;                                              \
        __asm__ volatile("vpbroadcastq %[pattern], %%" WIDTH "14\n\t"                              \
                         "vpbroadcastq %[pattern], %%" WIDTH "15\n\t"                              \
                         ".irp r," CHAINS "\n\t" CLEAR " %%" WIDTH "\\r, %%" WIDTH "\\r, %%" WIDTH \
                         "\\r\n\t.endr\n"                                                          \
                         "1:\n\t"                                                                  \
                         ".irp r," CHAINS "\n\t" INSTRUCTION " %%" WIDTH "14, %%" WIDTH            \
                         "15, %%" WIDTH "\\r\n\t.endr\n\t"                                         \
                         "dec %[count]\n\t"                                                        \
                         "jnz 1b\n\t"                                                              \
                         "vzeroupper"                                                              \
                         : [count] "+r"(iterations)                                                \
                         : [pattern] "m"(pattern)                                                  \
                         : "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7",   \
                         "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");    \
    }

constexpr std::uint64_t kHalves32 = 0x3F0000003F000000; // 0.5f twice
constexpr std::uint64_t kHalf64 = 0x3FE0000000000000; // 0.5
constexpr std::uint64_t kHalvesBf16 = 0x3F003F003F003F00; // 0.5 four times
constexpr std::uint64_t kHalvesFp16 = 0x2E662E662E662E66; // 0.1 four times: sums stay below 65504
constexpr std::uint64_t kOnesInt8 = 0x0101010101010101;

#define AK_VECTOR_FAMILY(NAME, WIDTH, CLEAR, INSTRUCTION, PATTERN)                                 \
    AK_VECTOR_CHAIN(NAME##8, WIDTH, CLEAR, INSTRUCTION, AK_CHAINS_8, PATTERN)                      \
    AK_VECTOR_CHAIN(NAME##10, WIDTH, CLEAR, INSTRUCTION, AK_CHAINS_10, PATTERN)                    \
    AK_VECTOR_CHAIN(NAME##12, WIDTH, CLEAR, INSTRUCTION, AK_CHAINS_12, PATTERN)                    \
    AK_VECTOR_CHAIN(NAME##14, WIDTH, CLEAR, INSTRUCTION, AK_CHAINS_14, PATTERN)

AK_VECTOR_FAMILY(fp32Avx2With, "ymm", "vpxor", "vfmadd231ps", kHalves32)
AK_VECTOR_FAMILY(fp64Avx2With, "ymm", "vpxor", "vfmadd231pd", kHalf64)
AK_VECTOR_FAMILY(int8AvxVnniWith, "ymm", "vpxor", "%{vex%} vpdpbusd", kOnesInt8)
AK_VECTOR_FAMILY(fp32Avx512With, "zmm", "vpxord", "vfmadd231ps", kHalves32)
AK_VECTOR_FAMILY(fp64Avx512With, "zmm", "vpxord", "vfmadd231pd", kHalf64)
AK_VECTOR_FAMILY(fp16Avx512With, "zmm", "vpxord", "vfmadd231ph", kHalvesFp16)
AK_VECTOR_FAMILY(bf16Avx512With, "zmm", "vpxord", "vdpbf16ps", kHalvesBf16)
AK_VECTOR_FAMILY(int8Avx512With, "zmm", "vpxord", "vpdpbusd", kOnesInt8)

struct alignas(64) TileConfiguration
{
    std::uint8_t palette = 1;
    std::uint8_t startRow = 0;
    std::array<std::uint8_t, 14> reserved {};
    std::array<std::uint16_t, 16> rowBytes {64, 64, 64, 64, 64, 64, 64, 64};
    std::array<std::uint8_t, 16> rows {16, 16, 16, 16, 16, 16, 16, 16};
};
static_assert(sizeof(TileConfiguration) == 64);

// Tiles 6 and 7 are the factors; all others accumulate.
#define AK_TILE_CHAIN(NAME, INSTRUCTION, CHAINS, PATTERN)                                          \
    void NAME(std::uint64_t iterations)                                                            \
    {                                                                                              \
        static const TileConfiguration configuration;                                              \
        alignas(64) std::array<std::uint64_t, 128> factors;                                        \
        factors.fill(PATTERN);                                                                     \
        __asm__ volatile("ldtilecfg %[configuration]\n\t"                                          \
                         "tileloadd (%[factors],%[stride],1), %%tmm6\n\t"                          \
                         "tileloadd (%[factors],%[stride],1), %%tmm7\n\t"                          \
                         ".irp r," CHAINS "\n\ttilezero %%tmm\\r\n\t.endr\n"                       \
                         "1:\n\t"                                                                  \
                         ".irp r," CHAINS "\n\t" INSTRUCTION " %%tmm6, %%tmm7, %%tmm\\r\n\t.endr"  \
                         "\n\tdec %[count]\n\t"                                                    \
                         "jnz 1b\n\t"                                                              \
                         "tilerelease"                                                             \
                         : [count] "+r"(iterations)                                                \
                         : [configuration] "m"(configuration), [factors] "r"(factors.data()),      \
                         [stride] "r"(std::size_t {64})                                            \
                         : "cc", "memory");                                                        \
    }

AK_TILE_CHAIN(bf16AmxWith4, "tdpbf16ps", "0,1,2,3", kHalvesBf16)
AK_TILE_CHAIN(bf16AmxWith6, "tdpbf16ps", "0,1,2,3,4,5", kHalvesBf16)
AK_TILE_CHAIN(int8AmxWith4, "tdpbusd", "0,1,2,3", kOnesInt8)
AK_TILE_CHAIN(int8AmxWith6, "tdpbusd", "0,1,2,3,4,5", kOnesInt8)

using Run = void (*)(std::uint64_t);

} // namespace

std::vector<PeakKernel> peakKernels()
{
    const CpuFeatures& cpu = cpuFeatures();
    std::vector<PeakKernel> kernels;
    const auto add = [&](const char* dtype, const char* isa, double flopPerInstruction,
                         const std::vector<int>& chains, const std::vector<Run>& runs) {
        for (std::size_t i = 0; i < runs.size(); ++i) {
            kernels.push_back({.dtype = dtype,
                .isa = isa,
                .chains = chains[i],
                .flopPerIteration = chains[i] * flopPerInstruction,
                .run = runs[i]});
        }
    };
    // FLOP of one instruction: lanes x products per lane x 2 (multiply and add).
#define AK_ADD(DTYPE, ISA, FLOP, NAME)                                                             \
    add(DTYPE, ISA, FLOP, {8, 10, 12, 14}, {NAME##8, NAME##10, NAME##12, NAME##14})
    if (cpu.avx2) {
        AK_ADD("fp32", "avx2", 8 * 2, fp32Avx2With);
        AK_ADD("fp64", "avx2", 4 * 2, fp64Avx2With);
    }
    if (cpu.avx512) {
        AK_ADD("fp32", "avx512", 16 * 2, fp32Avx512With);
        AK_ADD("fp64", "avx512", 8 * 2, fp64Avx512With);
    }
    if (cpu.avx512Fp16)
        AK_ADD("fp16", "avx512_fp16", 32 * 2, fp16Avx512With);
    if (cpu.avx512Bf16)
        AK_ADD("bf16", "avx512_bf16", 16 * 2 * 2, bf16Avx512With);
    if (cpu.avxVnni)
        AK_ADD("int8", "avx_vnni", 8 * 4 * 2, int8AvxVnniWith);
    if (cpu.avx512Vnni)
        AK_ADD("int8", "avx512_vnni", 16 * 4 * 2, int8Avx512With);
#undef AK_ADD
    const bool tiles = (cpu.amxBf16 || cpu.amxInt8) && requestAmxPermission();
    if (tiles && cpu.amxBf16)
        add("bf16", "amx", 16 * 16 * 32 * 2, {4, 6}, {bf16AmxWith4, bf16AmxWith6});
    if (tiles && cpu.amxInt8)
        add("int8", "amx", 16 * 16 * 64 * 2, {4, 6}, {int8AmxWith4, int8AmxWith6});
    return kernels;
}

#else

std::vector<PeakKernel> peakKernels()
{
    return {};
}

#endif

} // namespace autokernel::lab

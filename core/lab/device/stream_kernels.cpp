// SPDX-License-Identifier: Apache-2.0
#include "lab/device/stream_kernels.h"

#include "lab/device/cpu_features.h"

#include <cstring>

namespace autokernel::lab {
namespace {

void copyByLibrary(std::byte* target, const std::byte* source, std::size_t bytes)
{
    std::memcpy(target, source, bytes);
}

void writeByLibrary(std::byte* target, const std::byte*, std::size_t bytes)
{
    std::memset(target, 1, bytes);
}

#if defined(__x86_64__)

#define AK_OFFSETS_YMM "0,32,64,96,128,160,192,224,256,288,320,352,384,416,448,480"
#define AK_OFFSETS_ZMM "0,64,128,192,256,320,384,448,512,576,640,704,768,832,896,960"

// One iteration: BODY for each of 16 vector-sized offsets, which it sees as \o; the register is
// renamed by the processor, so one is enough.
#define AK_STREAM(NAME, OFFSETS, STEP, BODY)                                                       \
    void NAME([[maybe_unused]] std::byte* target, [[maybe_unused]] const std::byte* source,        \
        std::size_t bytes)                                                                         \
    {                                                                                              \
        __asm__ volatile("vpxor %%xmm0, %%xmm0, %%xmm0\n"                                          \
                         "1:\n\t"                                                                  \
                         ".irp o," OFFSETS "\n\t" BODY "\n\t.endr\n\t"                             \
                         "add $" STEP ", %[source]\n\t"                                            \
                         "add $" STEP ", %[target]\n\t"                                            \
                         "sub $" STEP ", %[bytes]\n\t"                                             \
                         "jnz 1b\n\t"                                                              \
                         "sfence\n\t"                                                              \
                         "vzeroupper"                                                              \
                         : [target] "+r"(target), [source] "+r"(source), [bytes] "+r"(bytes)       \
                         :                                                                         \
                         : "cc", "memory", "xmm0");                                                \
    }

AK_STREAM(readAvx2, AK_OFFSETS_YMM, "512", "vmovaps \\o(%[source]), %%ymm0")
AK_STREAM(writeAvx2, AK_OFFSETS_YMM, "512", "vmovaps %%ymm0, \\o(%[target])")
AK_STREAM(writeAvx2Streaming, AK_OFFSETS_YMM, "512", "vmovntps %%ymm0, \\o(%[target])")
AK_STREAM(copyAvx2, AK_OFFSETS_YMM, "512",
    "vmovaps \\o(%[source]), %%ymm0\n\tvmovaps %%ymm0, \\o(%[target])")
AK_STREAM(copyAvx2Streaming, AK_OFFSETS_YMM, "512",
    "vmovaps \\o(%[source]), %%ymm0\n\tvmovntps %%ymm0, \\o(%[target])")
AK_STREAM(readAvx512, AK_OFFSETS_ZMM, "1024", "vmovaps \\o(%[source]), %%zmm0")
AK_STREAM(writeAvx512, AK_OFFSETS_ZMM, "1024", "vmovaps %%zmm0, \\o(%[target])")
AK_STREAM(writeAvx512Streaming, AK_OFFSETS_ZMM, "1024", "vmovntps %%zmm0, \\o(%[target])")
AK_STREAM(copyAvx512, AK_OFFSETS_ZMM, "1024",
    "vmovaps \\o(%[source]), %%zmm0\n\tvmovaps %%zmm0, \\o(%[target])")
AK_STREAM(copyAvx512Streaming, AK_OFFSETS_ZMM, "1024",
    "vmovaps \\o(%[source]), %%zmm0\n\tvmovntps %%zmm0, \\o(%[target])")

#endif

} // namespace

std::vector<StreamKernel> streamKernels()
{
    std::vector<StreamKernel> kernels {
        {"copy", "memcpy", copyByLibrary}, {"write", "memset", writeByLibrary}};
#if defined(__x86_64__)
    if (cpuFeatures().avx2) {
        kernels.push_back({"read", "avx2", readAvx2});
        kernels.push_back({"write", "avx2", writeAvx2});
        kernels.push_back({"write", "avx2 streaming", writeAvx2Streaming});
        kernels.push_back({"copy", "avx2", copyAvx2});
        kernels.push_back({"copy", "avx2 streaming", copyAvx2Streaming});
    }
    if (cpuFeatures().avx512) {
        kernels.push_back({"read", "avx512", readAvx512});
        kernels.push_back({"write", "avx512", writeAvx512});
        kernels.push_back({"write", "avx512 streaming", writeAvx512Streaming});
        kernels.push_back({"copy", "avx512", copyAvx512});
        kernels.push_back({"copy", "avx512 streaming", copyAvx512Streaming});
    }
#endif
    return kernels;
}

} // namespace autokernel::lab

// SPDX-License-Identifier: Apache-2.0
// What this processor and its operating system let a program use, from cpuid and xgetbv. Any
// thread.
#pragma once

#include <string>
#include <vector>

namespace autokernel::lab {

struct CpuFeatures
{
    bool avx2 = false; // with FMA3
    bool avx512 = false; // F, BW, DQ, VL
    bool avx512Bf16 = false;
    bool avx512Vnni = false;
    bool avxVnni = false;
    bool avx512Fp16 = false;
    bool amxTile = false;
    bool amxBf16 = false;
    bool amxInt8 = false;
    std::string brand; // "AMD EPYC ..."
    std::string family; // "AuthenticAMD 25/17/1": vendor, family/model/stepping

    std::vector<std::string> names() const; // "avx2", "avx512", "avx512_bf16", "amx_bf16", ...
};

const CpuFeatures& cpuFeatures();

// Asks the kernel for AMX tile state (needed once per process before the first tile instruction;
// threads made later inherit it). False where there is none.
bool requestAmxPermission();

} // namespace autokernel::lab

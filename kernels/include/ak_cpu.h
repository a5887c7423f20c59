// SPDX-License-Identifier: Apache-2.0
// Everything a CPU candidate may call besides the C++ standard library: storage types, vectors of
// fp32 lanes and their elementary functions. Included in front of each candidate; compiled by g++
// 12 and clang 14 with -std=c++20 -O3 -march=native -fopenmp -ffp-contract=fast, never -ffast-math.
// Without AVX2 or AVX-512 the same names compile to scalar code. No state, no allocation, any
// thread.
//
//   using V = ak::vec<16>;              // 16 lanes of fp32; 8 and every other power of two work
//   too V x = V::load(p);                   // p: const float*, const ak::bf16* or const ak::fp16*
//   V t = V::load(p, n, fill);          // lanes 0..n-1 from memory, the rest = fill; reads nothing
//   beyond y.store(q); y.store(q, n);          // rounds to nearest even; the second form writes n
//   elements y.stream(q);                        // bypasses the caches; q aligned to N *
//   sizeof(*q): ak::streamable<N>(q) fma(a, b, c), max, min, abs, sqrt, round, select(mask, a, b),
//   hsum, hmax, exp, tanh, erf, sigmoid
#pragma once

#include "ak/half.h"
#include "ak/math.h"
#include "ak/sum.h"
#include "ak/vec.h"
#include "candidate_abi.h"

namespace ak {

template <class T> inline const T* input(const ak_args* args, int index)
{
    return static_cast<const T*>(args->inputs[index].data);
}

template <class T> inline T* output(const ak_args* args, int index)
{
    return static_cast<T*>(args->outputs[index].data);
}

template <class T> inline T* workspace(const ak_args* args, int index)
{
    return static_cast<T*>(args->workspaces[index]);
}

// First element of row r of a matrix with contiguous rows, at whatever distance they lie.
template <class T> inline const T* input_row(const ak_args* args, int index, int64_t r)
{
    return input<T>(args, index) + r * args->inputs[index].stride[0];
}

template <class T> inline T* output_row(const ak_args* args, int index, int64_t r)
{
    return output<T>(args, index) + r * args->outputs[index].stride[0];
}

constexpr int64_t ceil_div(int64_t a, int64_t b)
{
    return (a + b - 1) / b;
}
constexpr int64_t round_up(int64_t a, int64_t b)
{
    return ceil_div(a, b) * b;
}

} // namespace ak

// SPDX-License-Identifier: Apache-2.0
// How ak_gemm.h stores B: panels of NR columns, each [K][NR], the last one padded with zero
// columns. fp32 and fp16 keep their elements. bf16 keeps pairs of neighbouring k side by side, as
// the dot product instruction of AVX512_BF16 wants them, where the machine has it: [K/2][NR][2], K
// padded to even.
#pragma once

#include "ak_cpu.h"

#include <algorithm>
#include <type_traits>

namespace ak::gemm {

#if defined(AK_HAS_AVX512) && defined(__AVX512BF16__)
#define AK_HAS_BF16_DOT 1
#endif

#if defined(AK_HAS_AVX512)
inline constexpr int64_t kLanes = 16;
#else
inline constexpr int64_t kLanes = 8;
#endif
using V = vec<kLanes>;

#if defined(AK_HAS_BF16_DOT)
struct bf16_pair
{
    bf16 even, odd; // of k
};
template <class T> using panel_element = std::conditional_t<std::is_same_v<T, bf16>, bf16_pair, T>;
#else
template <class T> using panel_element = T;
#endif

template <class T> inline constexpr bool is_paired = !std::is_same_v<panel_element<T>, T>;
template <class T> inline constexpr bool needs_wide_a = sizeof(T) < 4 && !is_paired<T>;

// Elements of a whole panel in panel_element<T>; bytes: manifests spell all panels as
//   round_up(N, NR) * round_up(K, 2) * E.
template <int64_t NR, class T> constexpr int64_t panelElements(int64_t depth)
{
    return NR * (is_paired<T> ? ceil_div(depth, 2) : depth);
}

template <int64_t NR, class T> constexpr int64_t panelBytes(int64_t depth)
{
    return panelElements<NR, T>(depth) * static_cast<int64_t>(sizeof(panel_element<T>));
}

// Row `k` (even) of panel `panel`.
template <int64_t NR, class T>
inline const panel_element<T>* panelAt(
    const panel_element<T>* panels, int64_t panel, int64_t k, int64_t depth)
{
    return panels + panel * panelElements<NR, T>(depth) + panelElements<NR, T>(k);
}

template <class T> struct Source
{
    const T* data = nullptr;
    int64_t strideK = 0; // element (k, n) of B is data[k * strideK + n * strideN]
    int64_t strideN = 0;
    int64_t depth = 0;
    int64_t columns = 0;
};

// A Linear's weight [N, K], used transposed.
template <class T> Source<T> linearWeight(const ak_args* args, int index)
{
    const ak_tensor& w = args->inputs[index];
    return {static_cast<const T*>(w.data), w.stride[1], w.stride[0], w.size[1], w.size[0]};
}

// Panel i of the source becomes panel first + i * every. To be called by every thread of a team,
// which shares the panels and has them all when it returns.
template <class Shape, class T>
void packInTeam(
    panel_element<T>* panels, const Source<T>& source, int64_t first = 0, int64_t every = 1)
{
    const T* data = source.data;
    const int64_t strideK = source.strideK;
    const int64_t strideN = source.strideN;
    const int64_t depth = source.depth;
    const int64_t columns = source.columns;
    constexpr int64_t NR = Shape::columns;
    const int64_t count = ceil_div(columns, NR);
#pragma omp for schedule(static)
    for (int64_t panel = 0; panel < count; ++panel) {
        panel_element<T>* out = panels + (first + panel * every) * panelElements<NR, T>(depth);
        const T* begin = data + panel * NR * strideN;
        const int64_t width = columns - panel * NR < NR ? columns - panel * NR : NR;
        const auto at = [&](int64_t k, int64_t j) {
            return k < depth && j < width ? begin[k * strideK + j * strideN] : T(0.0f);
        };
        if constexpr (is_paired<T>) {
            int64_t k = 0;
            if (strideN == 1)
                for (; k + 2 <= depth; k += 2, out += NR) {
                    const T* even = begin + k * strideK;
                    for (int64_t j = 0; j < width; ++j)
                        out[j] = {even[j], even[j + strideK]};
                    std::fill(out + width, out + NR, panel_element<T> {});
                }
            for (; k < depth; k += 2)
                for (int64_t j = 0; j < NR; ++j)
                    *out++ = {at(k, j), at(k + 1, j)};
        } else if (strideN == 1) {
            for (int64_t k = 0; k < depth; ++k, out += NR) {
                std::memcpy(out, begin + k * strideK, width * sizeof(T));
                std::fill(out + width, out + NR, T(0.0f));
            }
        } else {
            for (int64_t k = 0; k < depth; ++k)
                for (int64_t j = 0; j < NR; ++j)
                    *out++ = at(k, j);
        }
    }
}

// The same with a team of its own.
template <class Shape, class T>
void pack(panel_element<T>* panels, const Source<T>& source, int threads, int64_t first = 0,
    int64_t every = 1)
{
#pragma omp parallel num_threads(threads)
    packInTeam<Shape>(panels, source, first, every);
}

// Copies `rows` rows of A as fp32 with the rows side by side: to[k * rows + row]. Vectors of 8 go
// beyond the end by up to 7 elements.
template <class T>
void interleaveRows(const T* from, int64_t strideFrom, int64_t rows, int64_t depth, float* to)
{
    using Eight = vec<8>;
    int64_t k = 0;
    for (; k + 8 <= depth; k += 8)
        for (int64_t begin = 0; begin < rows; begin += 8) {
            // Of more than 8 rows the last 8 come last; of fewer the lanes left over lie where the
            // next k is written next.
            const int64_t first = rows < 8 ? 0 : std::min(begin, rows - 8);
            Eight block[8];
#pragma GCC unroll 8
            for (int64_t i = 0; i < 8; ++i)
                block[i] = Eight::load(from + std::min(first + i, rows - 1) * strideFrom + k);
            transpose(block);
#pragma GCC unroll 8
            for (int64_t i = 0; i < 8; ++i)
                block[i].store(to + (k + i) * rows + first);
        }
    for (; k < depth; ++k)
        for (int64_t row = 0; row < rows; ++row)
            to[k * rows + row] = static_cast<float>(from[row * strideFrom + k]);
}

} // namespace ak::gemm

// SPDX-License-Identifier: Apache-2.0
// The inner loop of ak_gemm.h: R x NR sums in registers, one row of the panel of B and one
// broadcast of A for each row in every step of k.
#pragma once

#include "ak/gemm_panels.h"

namespace ak::gemm {

// MR, NR: the tile in registers. MR * NR / kLanes sums, NR / kLanes values of B and one of A must
//     fit into 32 (AVX-512) or 16 registers. NR is a multiple of kLanes.
// KC: steps of k before sums go to memory. KC x NR of B should fit L2, MR x KC of A should fit L1.
// CHAIN: steps of k before sums go to L1. Rounding errors grow with the length of a chain.
// MC, NC: rows of A that stay in L2, and columns of B that stay in the shared cache.
// UNROLL: steps of k in the loop's body.
// AHEAD: fetch the next panel into L2 while computing this one.
// COPY_A: copy blocks of A, the rows of a tile interleaved, so that the loop reads one stream.
template <int64_t MR, int64_t NR, int64_t KC, int64_t CHAIN, int64_t MC, int64_t NC, int64_t UNROLL,
    int64_t AHEAD, int64_t COPY_A>
struct Shape
{
    static constexpr int64_t rows = MR;
    static constexpr int64_t columns = NR;
    static constexpr int64_t vectors = NR / kLanes;
    static constexpr int64_t blockDepth = KC;
    static constexpr int64_t chain = CHAIN;
    static constexpr int64_t chainsPerGroup = 8;
    static constexpr int64_t blockRows = MC;
    static constexpr int64_t blockColumns = round_up(NC, NR);
    static constexpr int64_t unroll = UNROLL;
    static constexpr bool ahead = AHEAD != 0;
    static constexpr bool copiesA = COPY_A != 0;
    static_assert(NR % kLanes == 0 && KC % 2 == 0 && CHAIN % 2 == 0 && MC >= MR);
};

// A share of memory to fetch, a few lines in each round of the inner loop until it ends.
struct Prefetch
{
    const char* address = nullptr;
    const char* end = nullptr;
    int64_t lines = 0; // a round

    Prefetch() = default;
    // Slice `index` of `slices` of `bytes` bytes, spread over depth / unroll rounds.
    Prefetch(const char* from, int64_t bytes, int64_t index, int64_t slices, int64_t depth,
        int64_t unroll)
    {
        address = from + bytes * index / slices;
        end = from + bytes * (index + 1) / slices;
        lines = ceil_div(end - address, 64 * (depth / unroll > 0 ? depth / unroll : 1));
    }

    AK_INLINE void round()
    {
        if (address < end)
            for (int64_t line = 0; line < lines; ++line, address += 64)
                prefetch_l2(address);
    }
};

template <class Shape, class T> struct Tile
{
    using element_a = std::conditional_t<is_paired<T>, T, float>;
    using element_b = panel_element<T>;
    static constexpr int64_t NR = Shape::columns;
    static constexpr int64_t NV = Shape::vectors;
    static constexpr bool isInterleaved = needs_wide_a<T> || (sizeof(T) == 4 && Shape::copiesA);

    struct Operands
    {
        const element_a* a = nullptr; // [rows][strideA], or [depth][rows] where isInterleaved
        int64_t strideA = 0;
        const element_b* b = nullptr; // [depth][NR]
        int64_t depth = 0;
        int64_t chain = 0; // even
    };

    // sums[rows][NR] = a[rows][depth] * b[depth][NR], for 1 <= rows <= Shape::rows. After each
    // chain the registers are added to the group's sums, after each group those to the whole: all
    // in L1. Terms of one sign, as sorted operands give them, err with the length of each level.
    static void multiply(int64_t rows, const Operands& operands, float* sums, Prefetch prefetch)
    {
        dispatch<Shape::rows>(rows, operands, sums, prefetch);
    }

private:
    template <int64_t R> static constexpr int64_t kStepA = isInterleaved ? R : 1; // from k to k

    template <int64_t R>
    static void dispatch(int64_t rows, const Operands& operands, float* sums, Prefetch prefetch)
    {
        if constexpr (R > 1) {
            if (rows < R)
                return dispatch<R - 1>(rows, operands, sums, prefetch);
        }
        multiplyRows<R>(operands, sums, prefetch);
    }

    template <int64_t R>
    __attribute__((noinline)) static void multiplyRows(
        const Operands& operands, float* __restrict sums, Prefetch prefetch)
    {
        const auto [a, strideA, b, depth, chain] = operands;
        alignas(64) float laterGroup[R * NR];
        const int64_t group = chain * Shape::chainsPerGroup;
        for (int64_t begin = 0; begin == 0 || begin < depth; begin += group) {
            const int64_t end = depth - begin < group ? depth : begin + group;
            float* __restrict groupSums = begin == 0 ? sums : laterGroup;
            for (int64_t done = begin; done == begin || done < end; done += chain) {
                V total[R][NV];
#pragma GCC unroll 32
                for (int64_t r = 0; r < R; ++r)
#pragma GCC unroll 8
                    for (int64_t v = 0; v < NV; ++v)
                        total[r][v] = V(0.0f);
                sumChain<R>(total, end - done < chain ? end - done : chain, a + done * kStepA<R>,
                    strideA, b + panelElements<NR, T>(done), prefetch);
#pragma GCC unroll 32
                for (int64_t r = 0; r < R; ++r)
#pragma GCC unroll 8
                    for (int64_t v = 0; v < NV; ++v) {
                        float* sum = groupSums + r * NR + v * kLanes;
                        (done == begin ? total[r][v] : V::load(sum) + total[r][v]).store(sum);
                    }
            }
            if (begin > 0)
                for (int64_t i = 0; i < R * NR; i += kLanes)
                    (V::load(sums + i) + V::load(laterGroup + i)).store(sums + i);
        }
    }

    template <int64_t R>
    AK_INLINE static void sumChain(V (&total)[R][NV], int64_t depth, const element_a* a,
        int64_t strideA, const element_b* b, Prefetch& prefetch)
    {
        constexpr int64_t kStep = is_paired<T> ? 2 : 1;
        constexpr int64_t kRound = kStep * Shape::unroll;
        const int64_t whole = depth / kStep * kStep;
        int64_t k = 0;
        for (; k + kRound <= depth; k += kRound, a += kRound * kStepA<R>) {
            prefetch.round();
#pragma GCC unroll 16
            for (int64_t u = 0; u < Shape::unroll; ++u, b += NR)
                step<R>(total, a + u * kStep * kStepA<R>, strideA, b);
        }
        for (; k < whole; k += kStep, a += kStep * kStepA<R>, b += NR)
            step<R>(total, a, strideA, b);
        if constexpr (is_paired<T>) {
            if (k < depth)
                lastOddStep<R>(total, a, strideA, b);
        }
    }

    template <int64_t R>
    AK_INLINE static void step(
        V (&total)[R][NV], const element_a* a, int64_t strideA, const element_b* b)
    {
        if constexpr (is_paired<T>) {
            stepOfPairs<R>(total, b, [&](int64_t r) {
                uint32_t pair;
                std::memcpy(&pair, a + r * strideA, sizeof pair);
                return pair;
            });
        } else {
            V row[NV];
#pragma GCC unroll 8
            for (int64_t v = 0; v < NV; ++v)
                row[v] = load_once<kLanes>(b + v * kLanes);
#pragma GCC unroll 32
            for (int64_t r = 0; r < R; ++r) {
                const V factor(a[isInterleaved ? r : r * strideA]);
#pragma GCC unroll 8
                for (int64_t v = 0; v < NV; ++v)
                    total[r][v] = fma(factor, row[v], total[r][v]);
            }
        }
    }

    // The partner of the last of an odd number of k is zero in B, and may not be read in A.
    template <int64_t R>
    AK_INLINE static void lastOddStep(
        V (&total)[R][NV], const element_a* a, int64_t strideA, const element_b* b)
    {
        stepOfPairs<R>(
            total, b, [&](int64_t r) { return static_cast<uint32_t>(a[r * strideA].bits); });
    }

    template <int64_t R, class PairOfA>
    AK_INLINE static void stepOfPairs(V (&total)[R][NV], const element_b* b, PairOfA pairOfA)
    {
#if defined(AK_HAS_BF16_DOT)
        __m512bh row[NV];
#pragma GCC unroll 8
        for (int64_t v = 0; v < NV; ++v)
            row[v] = std::bit_cast<__m512bh>(_mm512_loadu_si512(b + v * kLanes));
#pragma GCC unroll 32
        for (int64_t r = 0; r < R; ++r) {
            const auto factor
                = std::bit_cast<__m512bh>(_mm512_set1_epi32(static_cast<int>(pairOfA(r))));
#pragma GCC unroll 8
            for (int64_t v = 0; v < NV; ++v)
                total[r][v] = _mm512_dpbf16_ps(total[r][v].v, factor, row[v]);
        }
#else
        static_cast<void>(total), static_cast<void>(b), static_cast<void>(pairOfA);
#endif
    }
};

} // namespace ak::gemm

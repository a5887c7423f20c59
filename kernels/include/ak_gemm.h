// SPDX-License-Identifier: Apache-2.0
// C[M,N] = A[M,K] * B[K,N] + whatever an epilogue adds, for CPU candidates. B lies in panels of NR
// columns, each [K][NR] without gaps, so that the inner loop reads one stream; A is read where it
// lies. A tile of MR x NR sums stays in registers over KC steps of k. Sums are fp32 at every dtype.
//
//   using Shape = ak::gemm::Shape<MR, NR, KC, CHAIN, MC, NC, UNROLL, AHEAD, COPY_A>;
//   ak::gemm::pack<Shape>(panels, w, strideK, strideN, depth, columns, threads);    // once, in
//   `prepare` ak::gemm::multiply<Shape>(problem, epilogue, split);                            //
//   opens a team
//
// An epilogue is called as epilogue(V sums, row, column, n): the final values of n <= kLanes
// neighbours of one row; what it returns is rounded and stored. No state, no allocation; any
// thread.
#pragma once

#include "ak/activations.h"
#include "ak/gemm_panels.h"
#include "ak/gemm_tile.h"
#include "ak_cpu.h"

#include <omp.h>

#include <algorithm>

namespace ak::gemm {

template <class T> struct Problem
{
    int64_t rows = 0; // M
    int64_t columns = 0; // N
    int64_t depth = 0; // K
    const T* a = nullptr;
    int64_t strideA = 0; // elements from row to row
    const panel_element<T>* panels = nullptr; // of B, written by pack()
    T* c = nullptr;
    int64_t strideC = 0;
    float* sums = nullptr; // see Scratch
    float* blockA = nullptr;
    int threads = 1;
};

// y[M,N] = x[M,K] times packed weights; the first two workspaces are sums and block_a.
template <class T> Problem<T> packedProblem(const ak_args* args, int x, const void* packed, int y)
{
    const ak_tensor& a = args->inputs[x];
    const ak_tensor& c = args->outputs[y];
    Problem<T> problem;
    problem.rows = c.size[0];
    problem.columns = c.size[1];
    problem.depth = a.size[1];
    problem.a = static_cast<const T*>(a.data);
    problem.strideA = a.stride[0];
    problem.panels = static_cast<const panel_element<T>*>(packed);
    problem.c = static_cast<T*>(c.data);
    problem.strideC = c.stride[0];
    problem.sums = workspace<float>(args, 0);
    problem.blockA = workspace<float>(args, 1);
    problem.threads = args->threads;
    return problem;
}

enum class Split
{
    Columns,
    Rows
}; // what the threads divide among themselves

struct Range
{
    int64_t begin = 0;
    int64_t end = 0;
    int64_t size() const { return end - begin; }
};

// Part `index` of `parts` nearly equal ones.
inline Range part(Range whole, int64_t index, int64_t parts)
{
    return {whole.begin + whole.size() * index / parts,
        whole.begin + whole.size() * (index + 1) / parts};
}

// Columns, so that no two threads read the same of B, unless their panels come out so unevenly that
// the slowest thread has an eighth more to do than it would have with rows.
template <class Shape> Split evenSplit(int64_t rows, int64_t columns, int threads)
{
    const auto slowest = [threads](int64_t pieces) {
        return static_cast<double>(ceil_div(pieces, threads)) / static_cast<double>(pieces);
    };
    return slowest(ceil_div(columns, Shape::columns)) > 1.125 * slowest(rows) ? Split::Rows
                                                                              : Split::Columns;
}

// An epilogue of gated products: gate and up alternate in the panels, and function(gate, up, row,
// column, n) gives one value of C.
template <class Function> struct Gated
{
    Function function;
    static constexpr bool isGated = true;
    AK_INLINE V operator()(V gate, V up, int64_t row, int64_t column, int64_t n) const
    {
        return function(gate, up, row, column, n);
    }
};

template <class Function> Gated<Function> gated(Function function)
{
    return {function};
}

template <class Epilogue> inline constexpr bool isGated = requires
{
    Epilogue::isGated;
};
template <class Epilogue>
inline constexpr int64_t kPanels = isGated<Epilogue> ? 2 : 1; // for NR columns of C

// What a thread needs besides: sums that wait for the next block of k (or, gates, for the next
// panel) where they cannot wait in C, and a copy of a block of A in fp32. Manifests spell them as
//   sums:    4 * THREADS * MC * round_up(NC, NR), if E < 4 or the product is gated
//   block_a: 4 * THREADS * MC * (KC + 16), if E < 4 or COPY_A
template <class Shape, class T, class Epilogue> struct Scratch
{
    static constexpr int64_t sums
        = sizeof(T) < 4 || isGated<Epilogue> ? Shape::blockRows * Shape::blockColumns : 0;
    static constexpr bool copiesA = Tile<Shape, T>::isInterleaved;
    static constexpr int64_t blockA = copiesA ? Shape::blockRows * (Shape::blockDepth + 16) : 0;
};

// One thread's work on rows x depths of A and one block of panels.
template <class Shape, class T, class Epilogue> class BlockProduct
{
public:
    BlockProduct(const Problem<T>& problem, const Epilogue& epilogue, int thread)
        : m_problem(problem)
        , m_epilogue(epilogue)
        , m_sums(problem.sums + thread * Scratch<Shape, T, Epilogue>::sums)
        , m_blockA(problem.blockA + thread * Scratch<Shape, T, Epilogue>::blockA)
        , m_chain(problem.columns < kLanes ? kNarrowChain : Shape::chain)
    {
    }

    void run(Range rows, Range panels)
    {
        const int64_t blocks = ceil_div(m_problem.depth, Shape::blockDepth);
        const int64_t step = round_up(ceil_div(m_problem.depth, std::max<int64_t>(blocks, 1)), 2);
        m_rows = rows;
        m_panels = panels;
        for (int64_t k = 0; k < m_problem.depth; k += step)
            multiplyDepths({k, std::min(k + step, m_problem.depth)});
        if (m_problem.depth == 0)
            multiplyDepths({0, 0});
    }

private:
    using tile_a = typename Tile<Shape, T>::element_a;
    static constexpr int64_t kColumns = Shape::columns;
    // Libraries compute narrow products as dot products, with many short sums side by side.
    static constexpr int64_t kNarrowChain = 16;

    void multiplyDepths(Range depths)
    {
        constexpr bool copiesA = Scratch<Shape, T, Epilogue>::copiesA;
        const int64_t tiles = ceil_div(m_rows.size(), Shape::rows);
        if constexpr (copiesA)
            copyBlock(depths, tiles);
        for (int64_t panel = m_panels.begin; panel < m_panels.end; ++panel) {
            const auto* b
                = panelAt<kColumns, T>(m_problem.panels, panel, depths.begin, m_problem.depth);
            for (int64_t tile = 0; tile < tiles; ++tile) {
                const Range rows = part({0, m_rows.size()}, tile, tiles);
                const auto* ahead = reinterpret_cast<const char*>(nextBlock(panel, depths));
                const Prefetch prefetch(ahead, panelBytes<kColumns, T>(depths.size()), tile, tiles,
                    depths.size(), Shape::unroll);
                const tile_a* a = nullptr;
                if constexpr (copiesA)
                    a = m_blockA + rows.begin * depths.size();
                else
                    a = elementOfA(rows.begin, depths.begin);
                alignas(64) float sums[Shape::rows * kColumns];
                Tile<Shape, T>::multiply(rows.size(),
                    {a, m_problem.strideA, b, depths.size(), m_chain}, sums,
                    Shape::ahead ? prefetch : Prefetch());
                finish(sums, {m_rows.begin + rows.begin, m_rows.begin + rows.end}, panel, depths);
            }
        }
    }

    void copyBlock(Range depths, int64_t tiles)
    {
        for (int64_t tile = 0; tile < tiles; ++tile) {
            const Range rows = part({0, m_rows.size()}, tile, tiles);
            interleaveRows(elementOfA(rows.begin, depths.begin), m_problem.strideA, rows.size(),
                depths.size(), m_blockA + rows.begin * depths.size());
        }
    }

    const T* elementOfA(int64_t row, int64_t k) const // row: of this block
    {
        return m_problem.a + (m_rows.begin + row) * m_problem.strideA + k;
    }

    // What this thread reads after `panel`: prefetched while the tiles of `panel` are computed.
    const panel_element<T>* nextBlock(int64_t panel, Range depths) const
    {
        if (panel + 1 < m_panels.end)
            return panelAt<kColumns, T>(m_problem.panels, panel + 1, depths.begin, m_problem.depth);
        const int64_t k = depths.end < m_problem.depth ? depths.end : 0;
        return panelAt<kColumns, T>(m_problem.panels, m_panels.begin, k, m_problem.depth);
    }

    void finish(const float* sums, Range rows, int64_t panel, Range depths)
    {
        const bool isFirst = depths.begin == 0;
        const bool isLast = depths.end == m_problem.depth;
        const bool isGate = isGated<Epilogue> && panel % 2 == 0;
        const int64_t column = panel / kPanels<Epilogue> * kColumns;
        const int64_t width = std::min(kColumns, m_problem.columns - column);
        for (int64_t row = rows.begin; row < rows.end; ++row, sums += kColumns) {
            T* c = m_problem.c + row * m_problem.strideC + column;
            float* waiting = m_sums + (row - m_rows.begin) * Shape::blockColumns
                + (panel - m_panels.begin) * kColumns;
            for (int64_t j = 0; j < width; j += kLanes) {
                const int64_t n = std::min<int64_t>(kLanes, width - j);
                V value = V::load(sums + j);
                if (!isFirst)
                    value = value + loadPartial(waiting + j, c + j, n);
                if (!isLast || isGate)
                    storePartial(value, waiting + j, c + j, n);
                else if constexpr (isGated<Epilogue>)
                    m_epilogue(V::load(waiting + j - kColumns), value, row, column + j, n)
                        .store(c + j, n);
                else
                    m_epilogue(value, row, column + j, n).store(c + j, n);
            }
        }
    }

    AK_INLINE static V loadPartial(const float* waiting, const T* c, int64_t n)
    {
        if constexpr (Scratch<Shape, T, Epilogue>::sums != 0)
            return V::load(waiting);
        else
            return V::load(c, n);
    }

    AK_INLINE static void storePartial(V value, float* waiting, T* c, int64_t n)
    {
        if constexpr (Scratch<Shape, T, Epilogue>::sums != 0)
            value.store(waiting);
        else
            value.store(c, n);
    }

    const Problem<T>& m_problem;
    const Epilogue& m_epilogue;
    float* m_sums;
    float* m_blockA;
    int64_t m_chain;
    Range m_rows;
    Range m_panels;
};

// The share of thread `index`: N in blocks that the shared cache holds, M in blocks that L2 holds.
template <class Shape, class T, class Epilogue>
void multiplyShare(
    const Problem<T>& problem, const Epilogue& epilogue, Split split, int index, int threads)
{
    constexpr int64_t group = kPanels<Epilogue>;
    Range groups {0, ceil_div(problem.columns, Shape::columns)};
    Range rows {0, problem.rows};
    if (split == Split::Columns)
        groups = part(groups, index, threads);
    else
        rows = part(rows, index, threads);
    BlockProduct<Shape, T, Epilogue> product(problem, epilogue, index);
    const int64_t step = Shape::blockColumns / Shape::columns / group;
    for (int64_t p = groups.begin; p < groups.end; p += step)
        for (int64_t m = rows.begin; m < rows.end; m += Shape::blockRows)
            product.run({m, std::min<int64_t>(m + Shape::blockRows, rows.end)},
                {p * group, std::min<int64_t>(p + step, groups.end) * group});
}

template <class Shape, class T, class Epilogue>
void multiply(const Problem<T>& problem, const Epilogue& epilogue, Split split = Split::Columns)
{
    if (problem.rows == 0 || problem.columns == 0)
        return;
    if (problem.threads == 1) {
        multiplyShare<Shape>(problem, epilogue, split, 0, 1);
        return;
    }
#pragma omp parallel num_threads(problem.threads)
    multiplyShare<Shape>(problem, epilogue, split, omp_get_thread_num(), omp_get_num_threads());
}

} // namespace ak::gemm

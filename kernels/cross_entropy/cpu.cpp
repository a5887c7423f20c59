// SPDX-License-Identifier: Apache-2.0
/*autokernel
type = "cross_entropy"
language = "cpu"
title = "Online log-sum-exp over blocks in L1; logits are read once"

[tunables]
VEC = { value = 16, choices = [8, 16] }
UNROLL = { value = 4, choices = [2, 4, 8] }
BLOCK = { value = 2048, choices = [512, 2048, 8192, 1048576] }
PREFETCH = { value = 0, choices = [0, 512, 1024, 2048, 4096] }
NEXT = { value = 1, choices = [0, 1] }
GRAIN = { value = 16384, choices = [4096, 16384, 65536] }

[[workspace]]
name = "losses"
bytes = "round_up(B, 16) * 4 + 64"

[[launch]]
entry = "cross_entropy"
*/

// Rows are independent: each thread takes a contiguous band of them. A row is read from memory
// once, in blocks that fit L1: the block's maximum, then the sum of its exponentials relative to
// the largest value seen so far. loss = log(sum) + (maximum - logit of the target). Bound:
// reading, and one exponential per element. The mean is taken by one thread, in row order: it does
// not depend on the team.
//
// VEC       fp32 lanes of a vector
// UNROLL    independent accumulators
// BLOCK     columns of a block; at least V makes it the classic two sweeps
// PREFETCH  bytes that the sweep for the maximum fetches ahead; 0 leaves it to the hardware
// NEXT      1: the sweep of exponentials fetches the next block, so that memory works while it
//           computes
// GRAIN     up to so many elements one thread does everything

#include <cmath>
#include <limits>

using Lanes = ak::vec<VEC>;
constexpr int64_t kStep = VEC * UNROLL;
constexpr float kNone = -std::numeric_limits<float>::infinity();

static float largest(const scalar_t* x, const scalar_t* end, int64_t count)
{
    Lanes parts[UNROLL];
    for (Lanes& p : parts)
        p = Lanes(kNone);
    int64_t i = 0;
    for (; i + kStep <= count; i += kStep) {
        if constexpr (PREFETCH > 0)
            ak::prefetch_ahead(x + i, PREFETCH / int64_t(sizeof(scalar_t)), kStep, end);
        for (int64_t u = 0; u < UNROLL; ++u)
            parts[u] = max(parts[u], Lanes::load(x + i + u * VEC));
    }
    for (; i < count; i += VEC)
        parts[0] = max(parts[0], Lanes::load(x + i, count - i, kNone));
    return hmax(ak::tree_max(parts, UNROLL));
}

static double sum_exponentials(
    const scalar_t* x, const scalar_t* end, float reference, int64_t count)
{
    const Lanes m(reference);
    Lanes parts[UNROLL];
    for (Lanes& p : parts)
        p = Lanes(0.0f);
    int64_t i = 0;
    for (; i + kStep <= count; i += kStep) {
        if constexpr (NEXT)
            ak::prefetch_ahead(x + i, count, kStep, end);
        for (int64_t u = 0; u < UNROLL; ++u)
            parts[u] = parts[u] + exp(Lanes::load(x + i + u * VEC) - m);
    }
    for (; i < count; i += VEC)
        parts[0] = parts[0]
            + exp(Lanes::load(x + i, count - i, kNone) - m); // lanes outside give e^-inf = 0
    return ak::wide_sum(ak::tree_sum(parts, UNROLL));
}

static float row_loss(const scalar_t* x, const scalar_t* end, int64_t columns, int64_t target)
{
    float maximum = kNone;
    double sum = 0.0;
    for (int64_t begin = 0; begin < columns; begin += BLOCK) {
        const int64_t count = columns - begin < BLOCK ? columns - begin : BLOCK;
        const float here = largest(x + begin, end, count);
        if (here > maximum) {
            if (sum != 0.0)
                sum *= std::exp(double(maximum) - double(here));
            maximum = here;
        }
        // nothing but -inf so far: any finite reference gives the right zeros
        sum += sum_exponentials(x + begin, end, maximum == kNone ? 0.0f : maximum, count);
    }
    if (target < 0 || target >= columns)
        return std::numeric_limits<float>::quiet_NaN(); // outside the contract: never a read out of
                                                        // bounds
    return static_cast<float>(std::log(sum) + (double(maximum) - double(float(x[target]))));
}

extern "C" void cross_entropy(const ak_args* args)
{
    const int64_t rows = args->symbols[sym::B];
    const int64_t columns = args->symbols[sym::V];
    const int64_t ignored = static_cast<int64_t>(args->scalars[scalar::ignore_index]);
    const int64_t* target = ak::input<int64_t>(args, in::target);
    scalar_t* loss = ak::output<scalar_t>(args, out::loss);
    float* losses = ak::workspace<float>(args, 0);
    const scalar_t* end
        = rows == 0 ? nullptr : ak::input_row<scalar_t>(args, in::logits, rows - 1) + columns;

#pragma omp parallel for num_threads(args->threads) schedule(static) if (rows * columns > GRAIN)
    for (int64_t r = 0; r < rows; ++r) {
        const scalar_t* x = ak::input_row<scalar_t>(args, in::logits, r);
        losses[r] = target[r] == ignored ? 0.0f : row_loss(x, end, columns, target[r]);
        loss[r] = scalar_t(losses[r]);
    }

    double total = 0.0;
    int64_t counted = 0;
    for (int64_t r = 0; r < rows; ++r) {
        total += losses[r];
        counted += target[r] != ignored;
    }
    *ak::output<scalar_t>(args, out::mean)
        = scalar_t(static_cast<float>(total / double(counted))); // 0 / 0: NaN
}

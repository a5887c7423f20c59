// SPDX-License-Identifier: Apache-2.0
// Holds the promises of kernels/include/ak: errors of the elementary functions in ulp, conversions
// bit for bit, tails that touch nothing beyond them. Exit code 0 if all hold.
//   c++ -std=c++20 -O3 -march=native -ffp-contract=fast -I kernels/include -I core/runner \
//       tests/support/cpu_math_check.cpp && ./a.out          # "./a.out 1" tries every float
#include "ak_cpu.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace {

int failures = 0;

void expect(bool condition, const char* what, int lanes)
{
    if (!condition) {
        std::printf("FAIL %s (%d lanes)\n", what, lanes);
        ++failures;
    }
}

double ulpOf(float value)
{
    int exponent = 0;
    std::frexp(std::max(std::fabs(value), 0x1p-126f), &exponent);
    return std::ldexp(1.0, exponent - 24);
}

// Over every `stride`-th bit pattern, infinities and NaNs included.
template <int N, class F, class G>
void checkFunction(const char* name, double bound, std::uint64_t stride, F function, G exact)
{
    double worst = 0;
    bool specials = true;
    for (std::uint64_t first = 0; first < (std::uint64_t {1} << 32); first += N * stride) {
        float x[N];
        float y[N];
        for (int i = 0; i < N; ++i)
            x[i] = std::bit_cast<float>(static_cast<std::uint32_t>(first + i * stride));
        function(ak::vec<N>::load(x)).store(y);
        for (int i = 0; i < N; ++i) {
            const double truth = exact(static_cast<double>(x[i]));
            const auto rounded = static_cast<float>(truth);
            if (std::isfinite(rounded) && std::isfinite(y[i]))
                worst = std::max(worst, std::fabs(y[i] - truth) / ulpOf(rounded));
            else
                specials
                    = specials && (y[i] == rounded || (std::isnan(y[i]) && std::isnan(rounded)));
        }
    }
    std::printf("%-8s %2d lanes: worst %.3f ulp (bound %.1f)\n", name, N, worst, bound);
    expect(worst <= bound, name, N);
    expect(specials, "infinities and NaN", N);
}

template <int N, class T> void checkEveryHalf(const char* name, std::uint16_t quietBit)
{
    bool same = true;
    for (std::uint32_t first = 0; first < 65536; first += N) {
        T in[N];
        T out[N];
        float wide[N];
        for (int i = 0; i < N; ++i)
            in[i].bits = static_cast<std::uint16_t>(first + i);
        ak::vec<N>::load(in).store(wide);
        ak::vec<N>::load(wide).store(out);
        for (int i = 0; i < N; ++i) {
            const bool nan = wide[i] != wide[i];
            const auto expected = static_cast<std::uint16_t>(in[i].bits | (nan ? quietBit : 0));
            same = same && out[i].bits == expected && T(wide[i]).bits == expected;
        }
    }
    expect(same, name, N);
}

// Vector and scalar conversion agree on random floats: rounding, overflow and denormals.
template <int N> void checkNarrowing()
{
    bool same = true;
    std::uint32_t state = 1;
    for (int k = 0; k < 400000; ++k) {
        float x[N];
        ak::bf16 b[N];
        ak::fp16 h[N];
        for (float& value : x) {
            state = state * 1664525u + 1013904223u;
            const std::uint32_t bits = state ^ (state >> 15);
            value = std::bit_cast<float>(k % 2 == 0 ? bits : (bits & 0x8fffffffu) | 0x30000000u);
        }
        ak::vec<N>::load(x).store(b);
        ak::vec<N>::load(x).store(h);
        for (int i = 0; i < N; ++i)
            same = same && b[i].bits == ak::bf16(x[i]).bits && h[i].bits == ak::fp16(x[i]).bits;
    }
    expect(same, "narrowing", N);
}

template <int N, class T> void checkTails()
{
    bool right = true;
    for (int n = 0; n <= N; ++n) {
        T source[N];
        T target[N];
        float lanes[N];
        for (int i = 0; i < N; ++i) {
            source[i] = T(static_cast<float>(i + 1));
            target[i] = T(99.0f);
        }
        ak::vec<N>::load(source, n, -7.0f).store(lanes);
        ak::vec<N>::load(source).store(target, n);
        for (int i = 0; i < N; ++i) {
            right = right && lanes[i] == (i < n ? static_cast<float>(i + 1) : -7.0f);
            right = right
                && static_cast<float>(target[i]) == (i < n ? static_cast<float>(i + 1) : 99.0f);
        }
    }
    expect(right, "tails", N);
}

template <int N> void checkLanes()
{
    float x[N];
    float swapped[N];
    float twice[N];
    float mixed[N];
    for (int i = 0; i < N; ++i)
        x[i] = static_cast<float>(i + 1);
    const auto v = ak::vec<N>::load(x);
    swap_pairs(v).store(swapped);
    ak::vec<N>::load_twice(x).store(twice);
    fmaddsub(v, ak::vec<N>(2.0f), ak::vec<N>(1.0f)).store(mixed);
    bool right = hsum(v) == N * (N + 1) / 2 && hmax(v) == N && hmin(v) == 1;
    for (int i = 0; i < N; ++i)
        right = right && swapped[i] == x[i ^ 1] && twice[i] == x[i / 2]
            && mixed[i] == 2 * x[i] + (i % 2 == 1 ? 1.0f : -1.0f);
    expect(right, "lane order", N);
}

template <int N> void checkAll(std::uint64_t stride)
{
    using V = ak::vec<N>;
    checkFunction<N>(
        "exp", 1.0, stride, [](V v) { return exp(v); }, [](double x) { return std::exp(x); });
    checkFunction<N>(
        "tanh", 2.0, stride, [](V v) { return tanh(v); }, [](double x) { return std::tanh(x); });
    checkFunction<N>(
        "erf", 2.0, stride, [](V v) { return erf(v); }, [](double x) { return std::erf(x); });
    checkFunction<N>(
        "sigmoid", 3.0, stride, [](V v) { return sigmoid(v); },
        [](double x) { return 1 / (1 + std::exp(-x)); });
    checkEveryHalf<N, ak::bf16>("every bf16", 0x40);
    checkEveryHalf<N, ak::fp16>("every fp16", 0x200);
    checkNarrowing<N>();
    checkTails<N, float>();
    checkTails<N, ak::bf16>();
    checkTails<N, ak::fp16>();
    checkLanes<N>();
}

} // namespace

int main(int argc, char** argv)
{
    const std::uint64_t stride = argc > 1 ? std::max(1, std::atoi(argv[1])) : 997;
    checkAll<16>(stride);
    checkAll<8>(stride);
    checkAll<2>(stride);
    return failures == 0 ? 0 : 1;
}

// SPDX-License-Identifier: Apache-2.0
// vec<N>: N lanes of fp32. This file has the meaning, lane by lane; vec_avx2.h and vec_avx512.h
// specialise N = 8 and N = 16. Any other power of two is two halves, down to one scalar.
//
// max(a, b) and min(a, b) return b where either operand is NaN (the rule of x86), so that
// max(limit, x) keeps a NaN of x.
#pragma once

#include "ak/half.h"

#include <cmath>
#include <cstddef>
#include <cstring>

#if defined(__AVX2__) || defined(__AVX512F__)
#include <immintrin.h>
#endif

#if defined(__AVX2__) && defined(__FMA__) && defined(__F16C__)
#define AK_HAS_AVX2 1
#endif
#if defined(AK_HAS_AVX2) && defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512VL__) \
    && defined(__AVX512DQ__)
#define AK_HAS_AVX512 1
#endif

#define AK_INLINE inline __attribute__((always_inline))

namespace ak {

template <int N> struct mask
{
    mask<N / 2> lo, hi;

    AK_INLINE friend mask operator|(mask a, mask b) { return {a.lo | b.lo, a.hi | b.hi}; }
    AK_INLINE friend mask operator&(mask a, mask b) { return {a.lo & b.lo, a.hi & b.hi}; }
    AK_INLINE bool any() const { return lo.any() || hi.any(); }
};

template <> struct mask<1>
{
    bool set;

    AK_INLINE friend mask operator|(mask a, mask b) { return {a.set || b.set}; }
    AK_INLINE friend mask operator&(mask a, mask b) { return {a.set && b.set}; }
    AK_INLINE bool any() const { return set; }
};

template <int N> struct vec
{
    static constexpr int lanes = N;
    using half_type = vec<N / 2>;
    half_type lo, hi;

    vec() = default;
    AK_INLINE explicit vec(float value)
        : lo(value)
        , hi(value)
    {
    }
    AK_INLINE vec(half_type low, half_type high)
        : lo(low)
        , hi(high)
    {
    }

    template <class T> AK_INLINE static vec load(const T* p)
    {
        return {half_type::load(p), half_type::load(p + N / 2)};
    }
    template <class T> AK_INLINE static vec load(const T* p, int64_t n, float fill = 0.0f)
    {
        return {half_type::load(p, n, fill),
            n > N / 2 ? half_type::load(p + N / 2, n - N / 2, fill) : half_type(fill)};
    }
    // lanes 2i and 2i+1 = p[i]
    template <class T> AK_INLINE static vec load_twice(const T* p)
    {
        if constexpr (N == 2)
            return {half_type::load(p), half_type::load(p)};
        else
            return {half_type::load_twice(p), half_type::load_twice(p + N / 4)};
    }
    template <class T> AK_INLINE void store(T* p) const
    {
        lo.store(p);
        hi.store(p + N / 2);
    }
    template <class T> AK_INLINE void store(T* p, int64_t n) const
    {
        lo.store(p, n);
        if (n > N / 2)
            hi.store(p + N / 2, n - N / 2);
    }
    template <class T> AK_INLINE void stream(T* p) const
    {
        lo.stream(p);
        hi.stream(p + N / 2);
    }

    AK_INLINE friend vec operator+(vec a, vec b) { return {a.lo + b.lo, a.hi + b.hi}; }
    AK_INLINE friend vec operator-(vec a, vec b) { return {a.lo - b.lo, a.hi - b.hi}; }
    AK_INLINE friend vec operator*(vec a, vec b) { return {a.lo * b.lo, a.hi * b.hi}; }
    AK_INLINE friend vec operator/(vec a, vec b) { return {a.lo / b.lo, a.hi / b.hi}; }
    AK_INLINE friend mask<N> operator<(vec a, vec b) { return {a.lo < b.lo, a.hi < b.hi}; }
    AK_INLINE friend mask<N> operator==(vec a, vec b) { return {a.lo == b.lo, a.hi == b.hi}; }
    AK_INLINE friend mask<N> isnan(vec a) { return {isnan(a.lo), isnan(a.hi)}; }
    AK_INLINE friend vec fma(vec a, vec b, vec c)
    {
        return {fma(a.lo, b.lo, c.lo), fma(a.hi, b.hi, c.hi)};
    }
    AK_INLINE friend vec max(vec a, vec b) { return {max(a.lo, b.lo), max(a.hi, b.hi)}; }
    AK_INLINE friend vec min(vec a, vec b) { return {min(a.lo, b.lo), min(a.hi, b.hi)}; }
    AK_INLINE friend vec abs(vec a) { return {abs(a.lo), abs(a.hi)}; }
    AK_INLINE friend vec sqrt(vec a) { return {sqrt(a.lo), sqrt(a.hi)}; }
    AK_INLINE friend vec round(vec a) { return {round(a.lo), round(a.hi)}; }
    AK_INLINE friend vec copysign(vec a, vec s)
    {
        return {copysign(a.lo, s.lo), copysign(a.hi, s.hi)};
    }
    AK_INLINE friend vec scale2(vec a, vec n) { return {scale2(a.lo, n.lo), scale2(a.hi, n.hi)}; }
    AK_INLINE friend vec select(mask<N> m, vec a, vec b)
    {
        return {select(m.lo, a.lo, b.lo), select(m.hi, a.hi, b.hi)};
    }
    // lanes 2i and 2i+1 exchanged
    AK_INLINE friend vec swap_pairs(vec a)
    {
        if constexpr (N == 2)
            return {a.hi, a.lo};
        else
            return {swap_pairs(a.lo), swap_pairs(a.hi)};
    }
    // a * b - c in even lanes, a * b + c in odd ones
    AK_INLINE friend vec fmaddsub(vec a, vec b, vec c)
    {
        if constexpr (N == 2)
            return {a.lo * b.lo - c.lo, a.hi * b.hi + c.hi};
        else
            return {fmaddsub(a.lo, b.lo, c.lo), fmaddsub(a.hi, b.hi, c.hi)};
    }
    AK_INLINE friend float hsum(vec a) { return hsum(a.lo + a.hi); }
    AK_INLINE friend float hmax(vec a) { return hmax(max(a.lo, a.hi)); }
    AK_INLINE friend float hmin(vec a) { return hmin(min(a.lo, a.hi)); }
};

template <> struct vec<1>
{
    static constexpr int lanes = 1;
    float v;

    vec() = default;
    AK_INLINE explicit vec(float value)
        : v(value)
    {
    }

    template <class T> AK_INLINE static vec load(const T* p) { return vec(static_cast<float>(*p)); }
    template <class T> AK_INLINE static vec load(const T* p, int64_t n, float fill = 0.0f)
    {
        return n > 0 ? vec(static_cast<float>(*p)) : vec(fill);
    }
    template <class T> AK_INLINE void store(T* p) const { *p = static_cast<T>(v); }
    template <class T> AK_INLINE void store(T* p, int64_t n) const
    {
        if (n > 0)
            *p = static_cast<T>(v);
    }
    template <class T> AK_INLINE void stream(T* p) const { store(p); }

    AK_INLINE friend vec operator+(vec a, vec b) { return vec(a.v + b.v); }
    AK_INLINE friend vec operator-(vec a, vec b) { return vec(a.v - b.v); }
    AK_INLINE friend vec operator*(vec a, vec b) { return vec(a.v * b.v); }
    AK_INLINE friend vec operator/(vec a, vec b) { return vec(a.v / b.v); }
    AK_INLINE friend mask<1> operator<(vec a, vec b) { return {a.v < b.v}; }
    AK_INLINE friend mask<1> operator==(vec a, vec b) { return {a.v == b.v}; }
    AK_INLINE friend mask<1> isnan(vec a) { return {a.v != a.v}; }
    AK_INLINE friend vec fma(vec a, vec b, vec c) { return vec(a.v * b.v + c.v); }
    AK_INLINE friend vec max(vec a, vec b) { return a.v > b.v ? a : b; }
    AK_INLINE friend vec min(vec a, vec b) { return a.v < b.v ? a : b; }
    AK_INLINE friend vec abs(vec a)
    {
        return vec(std::bit_cast<float>(std::bit_cast<uint32_t>(a.v) & 0x7fffffffu));
    }
    AK_INLINE friend vec sqrt(vec a) { return vec(std::sqrt(a.v)); }
    AK_INLINE friend vec round(vec a)
    {
        return vec(std::nearbyint(a.v));
    } // to even; NaN and infinity stay
    AK_INLINE friend vec copysign(vec a, vec s)
    {
        const uint32_t magnitude = std::bit_cast<uint32_t>(a.v) & 0x7fffffffu;
        return vec(std::bit_cast<float>(magnitude | (std::bit_cast<uint32_t>(s.v) & 0x80000000u)));
    }
    AK_INLINE friend vec select(mask<1> m, vec a, vec b) { return m.set ? a : b; }
    // a * 2^n for a whole n in [-252, 254], rounded once
    AK_INLINE friend vec scale2(vec a, vec n)
    {
        const int exponent = n.v == n.v ? static_cast<int>(n.v) : 0;
        const int first = exponent / 2;
        const int second = exponent - first;
        return vec(a.v * std::bit_cast<float>((first + 127) << 23)
            * std::bit_cast<float>((second + 127) << 23));
    }
    AK_INLINE friend float hsum(vec a) { return a.v; }
    AK_INLINE friend float hmax(vec a) { return a.v; }
    AK_INLINE friend float hmin(vec a) { return a.v; }
};

// A load for a loop that is short of registers: GCC moves an ordinary one into every instruction
// that uses its value, and the loop is then bound by loads.
template <int N, class T> AK_INLINE vec<N> load_once(const T* p)
{
    return vec<N>::load(p);
}

// rows[i], lane j and rows[j], lane i exchanged
template <int N> AK_INLINE void transpose(vec<N> (&rows)[N])
{
    float values[N][N];
    for (int i = 0; i < N; ++i)
        rows[i].store(values[i]);
    for (int i = 0; i < N; ++i) {
        float column[N];
        for (int j = 0; j < N; ++j)
            column[j] = values[j][i];
        rows[i] = vec<N>::load(column);
    }
}

AK_INLINE void prefetch(const void* address)
{
    __builtin_prefetch(address, 0, 3);
} // into L1; never faults
AK_INLINE void prefetch_l2(const void* address)
{
    __builtin_prefetch(address, 0, 2);
}

// True where vec<N>::stream may be used on p and on every p + k * N.
template <int N, class T> AK_INLINE bool streamable(const T* p)
{
    return reinterpret_cast<uintptr_t>(p) % (N * sizeof(T)) == 0;
}

// Elements before the first one at which vec<N>::stream may be used.
template <int N, class T> AK_INLINE int64_t until_streamable(const T* p)
{
    return static_cast<int64_t>(-reinterpret_cast<uintptr_t>(p) % (N * sizeof(T)) / sizeof(T));
}

// store() or stream(), chosen at compile time
template <bool kStream, int N, class T> AK_INLINE void write(vec<N> v, T* p)
{
    if constexpr (kStream)
        v.stream(p);
    else
        v.store(p);
}

// Prefetches `count` elements at p + `ahead` (elements), unless they reach `end`.
template <class T>
AK_INLINE void prefetch_ahead(const T* p, int64_t ahead, int64_t count, const T* end)
{
    constexpr int64_t line = 64 / static_cast<int64_t>(sizeof(T));
    if (ahead + count <= end - p)
        for (int64_t i = 0; i < count; i += line)
            prefetch(p + ahead + i);
}

// Makes streamed stores visible before anything that follows: once per thread, after its last
// stream().
AK_INLINE void stream_fence()
{
#if defined(__x86_64__)
    __builtin_ia32_sfence();
#endif
}

} // namespace ak

#if defined(AK_HAS_AVX2)
#include "ak/vec_avx2.h"
#endif
#if defined(AK_HAS_AVX512)
#include "ak/vec_avx512.h"
#endif

// SPDX-License-Identifier: Apache-2.0
// vec<8> on AVX2, FMA and F16C.
#pragma once

#include "ak/vec.h"

namespace ak {

template <> struct mask<8>
{
    __m256 m;

    AK_INLINE friend mask operator|(mask a, mask b) { return {_mm256_or_ps(a.m, b.m)}; }
    AK_INLINE friend mask operator&(mask a, mask b) { return {_mm256_and_ps(a.m, b.m)}; }
    AK_INLINE bool any() const { return _mm256_movemask_ps(m) != 0; }
};

namespace avx2 {

AK_INLINE __m256 widen(__m128i raw, bf16)
{
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(raw), 16));
}
AK_INLINE __m256 widen(__m128i raw, fp16)
{
    return _mm256_cvtph_ps(raw);
}

AK_INLINE __m128i narrow(__m256 v, bf16)
{
    const __m256i u = _mm256_castps_si256(v);
    const __m256i odd = _mm256_and_si256(_mm256_srli_epi32(u, 16), _mm256_set1_epi32(1));
    const __m256i rounded = _mm256_add_epi32(_mm256_add_epi32(u, _mm256_set1_epi32(0x7fff)), odd);
    const __m256i quiet = _mm256_or_si256(u, _mm256_set1_epi32(0x400000));
    const __m256 unordered = _mm256_cmp_ps(v, v, _CMP_UNORD_Q);
    const __m256i kept = _mm256_srli_epi32(
        _mm256_castps_si256(
            _mm256_blendv_ps(_mm256_castsi256_ps(rounded), _mm256_castsi256_ps(quiet), unordered)),
        16);
    return _mm_packus_epi32(_mm256_castsi256_si128(kept), _mm256_extracti128_si256(kept, 1));
}
AK_INLINE __m128i narrow(__m256 v, fp16)
{
    return _mm256_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}

AK_INLINE __m256i first_lanes(int64_t n)
{
    return _mm256_cmpgt_epi32(
        _mm256_set1_epi32(static_cast<int>(n)), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

template <class T> AK_INLINE __m128i load_raw(const T* p, int64_t n)
{
#if defined(AK_HAS_AVX512)
    return _mm_maskz_loadu_epi16(static_cast<__mmask8>((1u << n) - 1u), p);
#else
    alignas(16) uint16_t raw[8] = {};
    for (int64_t i = 0; i < n; ++i)
        raw[i] = p[i].bits;
    return _mm_load_si128(reinterpret_cast<const __m128i*>(raw));
#endif
}

template <class T> AK_INLINE void store_raw(T* p, int64_t n, __m128i value)
{
#if defined(AK_HAS_AVX512)
    _mm_mask_storeu_epi16(p, static_cast<__mmask8>((1u << n) - 1u), value);
#else
    alignas(16) uint16_t raw[8];
    _mm_store_si128(reinterpret_cast<__m128i*>(raw), value);
    for (int64_t i = 0; i < n; ++i)
        p[i].bits = raw[i];
#endif
}

} // namespace avx2

template <> struct vec<8>
{
    static constexpr int lanes = 8;
    __m256 v;

    vec() = default;
    AK_INLINE explicit vec(float value)
        : v(_mm256_set1_ps(value))
    {
    }
    AK_INLINE vec(__m256 value)
        : v(value)
    {
    }

    AK_INLINE static vec load(const float* p) { return _mm256_loadu_ps(p); }
    template <class T> AK_INLINE static vec load(const T* p)
    {
        return avx2::widen(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)), T {});
    }
    template <class T> AK_INLINE static vec load(const T* p, int64_t n, float fill = 0.0f)
    {
        if (n >= 8)
            return load(p);
        const __m256i m = avx2::first_lanes(n);
        __m256 value;
        if constexpr (sizeof(T) == 4)
            value = _mm256_maskload_ps(p, m);
        else
            value = avx2::widen(avx2::load_raw(p, n), T {});
        return _mm256_blendv_ps(_mm256_set1_ps(fill), value, _mm256_castsi256_ps(m));
    }
    template <class T> AK_INLINE static vec load_twice(const T* p)
    {
        float four[4];
        for (int i = 0; i < 4; ++i)
            four[i] = static_cast<float>(p[i]);
        const __m256 low = _mm256_castps128_ps256(_mm_loadu_ps(four));
        return _mm256_permutevar8x32_ps(low, _mm256_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3));
    }
    AK_INLINE void store(float* p) const { _mm256_storeu_ps(p, v); }
    template <class T> AK_INLINE void store(T* p) const
    {
        _mm_storeu_si128(reinterpret_cast<__m128i*>(p), avx2::narrow(v, T {}));
    }
    template <class T> AK_INLINE void store(T* p, int64_t n) const
    {
        if (n >= 8) // masked stores are slow on some processors
            store(p);
        else if constexpr (sizeof(T) == 4)
            _mm256_maskstore_ps(p, avx2::first_lanes(n), v);
        else
            avx2::store_raw(p, n, avx2::narrow(v, T {}));
    }
    AK_INLINE void stream(float* p) const { _mm256_stream_ps(p, v); }
    template <class T> AK_INLINE void stream(T* p) const
    {
        _mm_stream_si128(reinterpret_cast<__m128i*>(p), avx2::narrow(v, T {}));
    }

    AK_INLINE friend vec operator+(vec a, vec b) { return _mm256_add_ps(a.v, b.v); }
    AK_INLINE friend vec operator-(vec a, vec b) { return _mm256_sub_ps(a.v, b.v); }
    AK_INLINE friend vec operator*(vec a, vec b) { return _mm256_mul_ps(a.v, b.v); }
    AK_INLINE friend vec operator/(vec a, vec b) { return _mm256_div_ps(a.v, b.v); }
    AK_INLINE friend mask<8> operator<(vec a, vec b)
    {
        return {_mm256_cmp_ps(a.v, b.v, _CMP_LT_OQ)};
    }
    AK_INLINE friend mask<8> operator==(vec a, vec b)
    {
        return {_mm256_cmp_ps(a.v, b.v, _CMP_EQ_OQ)};
    }
    AK_INLINE friend mask<8> isnan(vec a) { return {_mm256_cmp_ps(a.v, a.v, _CMP_UNORD_Q)}; }
    AK_INLINE friend vec fma(vec a, vec b, vec c) { return _mm256_fmadd_ps(a.v, b.v, c.v); }
    AK_INLINE friend vec max(vec a, vec b) { return _mm256_max_ps(a.v, b.v); }
    AK_INLINE friend vec min(vec a, vec b) { return _mm256_min_ps(a.v, b.v); }
    AK_INLINE friend vec abs(vec a) { return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), a.v); }
    AK_INLINE friend vec sqrt(vec a) { return _mm256_sqrt_ps(a.v); }
    AK_INLINE friend vec round(vec a)
    {
        return _mm256_round_ps(a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    }
    AK_INLINE friend vec copysign(vec a, vec s)
    {
        const __m256 sign = _mm256_set1_ps(-0.0f);
        return _mm256_or_ps(_mm256_andnot_ps(sign, a.v), _mm256_and_ps(sign, s.v));
    }
    AK_INLINE friend vec select(mask<8> m, vec a, vec b) { return _mm256_blendv_ps(b.v, a.v, m.m); }
    // two factors, each a normal number, so that a denormal result is rounded once
    AK_INLINE friend vec scale2(vec a, vec n)
    {
        const __m256i exponent = _mm256_cvtps_epi32(n.v);
        const __m256i first = _mm256_srai_epi32(exponent, 1);
        const __m256i second = _mm256_sub_epi32(exponent, first);
        const __m256i bias = _mm256_set1_epi32(127);
        const __m256 f = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(first, bias), 23));
        const __m256 s = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(second, bias), 23));
        return _mm256_mul_ps(_mm256_mul_ps(a.v, f), s);
    }
    AK_INLINE friend vec swap_pairs(vec a) { return _mm256_permute_ps(a.v, 0xb1); }
    AK_INLINE friend vec fmaddsub(vec a, vec b, vec c) { return _mm256_fmaddsub_ps(a.v, b.v, c.v); }
    AK_INLINE friend float hsum(vec a)
    {
        __m128 s = _mm_add_ps(_mm256_castps256_ps128(a.v), _mm256_extractf128_ps(a.v, 1));
        s = _mm_add_ps(s, _mm_movehl_ps(s, s));
        return _mm_cvtss_f32(_mm_add_ss(s, _mm_movehdup_ps(s)));
    }
    AK_INLINE friend float hmax(vec a)
    {
        __m128 s = _mm_max_ps(_mm256_castps256_ps128(a.v), _mm256_extractf128_ps(a.v, 1));
        s = _mm_max_ps(s, _mm_movehl_ps(s, s));
        return _mm_cvtss_f32(_mm_max_ss(s, _mm_movehdup_ps(s)));
    }
    AK_INLINE friend float hmin(vec a)
    {
        __m128 s = _mm_min_ps(_mm256_castps256_ps128(a.v), _mm256_extractf128_ps(a.v, 1));
        s = _mm_min_ps(s, _mm_movehl_ps(s, s));
        return _mm_cvtss_f32(_mm_min_ss(s, _mm_movehdup_ps(s)));
    }
};

// The compiler cannot see through this form of a load, and so does not repeat it.
template <> AK_INLINE vec<8> load_once<8, float>(const float* p)
{
    return _mm256_castsi256_ps(_mm256_lddqu_si256(reinterpret_cast<const __m256i*>(p)));
}

AK_INLINE void transpose(vec<8> (&rows)[8])
{
    __m256 pairs[8]; // of neighbours: 0 1, 0 1, 2 3, ...
#pragma GCC unroll 4
    for (int i = 0; i < 8; i += 2) {
        pairs[i] = _mm256_unpacklo_ps(rows[i].v, rows[i + 1].v);
        pairs[i + 1] = _mm256_unpackhi_ps(rows[i].v, rows[i + 1].v);
    }
    __m256 fours[8];
#pragma GCC unroll 4
    for (int i = 0; i < 8; i += 4) {
        fours[i] = _mm256_shuffle_ps(pairs[i], pairs[i + 2], 0x44);
        fours[i + 1] = _mm256_shuffle_ps(pairs[i], pairs[i + 2], 0xee);
        fours[i + 2] = _mm256_shuffle_ps(pairs[i + 1], pairs[i + 3], 0x44);
        fours[i + 3] = _mm256_shuffle_ps(pairs[i + 1], pairs[i + 3], 0xee);
    }
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) {
        rows[i] = _mm256_permute2f128_ps(fours[i], fours[i + 4], 0x20);
        rows[i + 4] = _mm256_permute2f128_ps(fours[i], fours[i + 4], 0x31);
    }
}

} // namespace ak

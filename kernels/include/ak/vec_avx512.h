// SPDX-License-Identifier: Apache-2.0
// vec<16> on AVX-512 (F, BW, VL, DQ). Tails are masked: lanes outside the mask never touch memory.
#pragma once

#include "ak/vec.h"

namespace ak {

template <> struct mask<16>
{
    __mmask16 m;

    AK_INLINE friend mask operator|(mask a, mask b) { return {static_cast<__mmask16>(a.m | b.m)}; }
    AK_INLINE friend mask operator&(mask a, mask b) { return {static_cast<__mmask16>(a.m & b.m)}; }
    AK_INLINE bool any() const { return m != 0; }
};

namespace avx512 {

AK_INLINE __m512 widen(__m256i raw, bf16)
{
    return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(raw), 16));
}
AK_INLINE __m512 widen(__m256i raw, fp16)
{
    return _mm512_cvtph_ps(raw);
}

AK_INLINE __m256i narrow_by_integers(__m512 v)
{
    const __m512i u = _mm512_castps_si512(v);
    const __m512i odd = _mm512_and_si512(_mm512_srli_epi32(u, 16), _mm512_set1_epi32(1));
    const __m512i rounded = _mm512_add_epi32(_mm512_add_epi32(u, _mm512_set1_epi32(0x7fff)), odd);
    const __mmask16 unordered = _mm512_cmp_ps_mask(v, v, _CMP_UNORD_Q);
    const __m512i kept = _mm512_mask_or_epi32(rounded, unordered, u, _mm512_set1_epi32(0x400000));
    return _mm512_cvtepi32_epi16(_mm512_srli_epi32(kept, 16));
}

AK_INLINE __m256i narrow(__m512 v, bf16)
{
#if defined(__AVX512BF16__)
    // The conversion instruction takes denormals for zero; integer steps keep them.
    constexpr int kDenormal = 0x20;
    if (__builtin_expect(_mm512_fpclass_ps_mask(v, kDenormal) == 0, 1))
        return reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(v));
#endif
    return narrow_by_integers(v);
}
AK_INLINE __m256i narrow(__m512 v, fp16)
{
    return _mm512_cvtps_ph(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}

AK_INLINE __mmask16 first_lanes(int64_t n)
{
    return static_cast<__mmask16>((1u << (n < 16 ? n : 16)) - 1u);
}

} // namespace avx512

template <> struct vec<16>
{
    static constexpr int lanes = 16;
    __m512 v;

    vec() = default;
    AK_INLINE explicit vec(float value)
        : v(_mm512_set1_ps(value))
    {
    }
    AK_INLINE vec(__m512 value)
        : v(value)
    {
    }

    AK_INLINE static vec load(const float* p) { return _mm512_loadu_ps(p); }
    template <class T> AK_INLINE static vec load(const T* p)
    {
        return avx512::widen(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)), T {});
    }
    template <class T> AK_INLINE static vec load(const T* p, int64_t n, float fill = 0.0f)
    {
        const __mmask16 m = avx512::first_lanes(n);
        if constexpr (sizeof(T) == 4)
            return _mm512_mask_loadu_ps(_mm512_set1_ps(fill), m, p);
        else
            return _mm512_mask_blend_ps(
                m, _mm512_set1_ps(fill), avx512::widen(_mm256_maskz_loadu_epi16(m, p), T {}));
    }
    template <class T> AK_INLINE static vec load_twice(const T* p)
    {
        const __m512i twice = _mm512_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
        return _mm512_permutexvar_ps(twice, _mm512_castps256_ps512(vec<8>::load(p).v));
    }
    AK_INLINE void store(float* p) const { _mm512_storeu_ps(p, v); }
    template <class T> AK_INLINE void store(T* p) const
    {
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), avx512::narrow(v, T {}));
    }
    template <class T> AK_INLINE void store(T* p, int64_t n) const
    {
        const __mmask16 m = avx512::first_lanes(n);
        if constexpr (sizeof(T) == 4)
            _mm512_mask_storeu_ps(p, m, v);
        else
            _mm256_mask_storeu_epi16(p, m, avx512::narrow(v, T {}));
    }
    AK_INLINE void stream(float* p) const { _mm512_stream_ps(p, v); }
    template <class T> AK_INLINE void stream(T* p) const
    {
        _mm256_stream_si256(reinterpret_cast<__m256i*>(p), avx512::narrow(v, T {}));
    }

    AK_INLINE friend vec operator+(vec a, vec b) { return _mm512_add_ps(a.v, b.v); }
    AK_INLINE friend vec operator-(vec a, vec b) { return _mm512_sub_ps(a.v, b.v); }
    AK_INLINE friend vec operator*(vec a, vec b) { return _mm512_mul_ps(a.v, b.v); }
    AK_INLINE friend vec operator/(vec a, vec b) { return _mm512_div_ps(a.v, b.v); }
    AK_INLINE friend mask<16> operator<(vec a, vec b)
    {
        return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_LT_OQ)};
    }
    AK_INLINE friend mask<16> operator==(vec a, vec b)
    {
        return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_EQ_OQ)};
    }
    AK_INLINE friend mask<16> isnan(vec a) { return {_mm512_cmp_ps_mask(a.v, a.v, _CMP_UNORD_Q)}; }
    AK_INLINE friend vec fma(vec a, vec b, vec c) { return _mm512_fmadd_ps(a.v, b.v, c.v); }
    AK_INLINE friend vec max(vec a, vec b) { return _mm512_max_ps(a.v, b.v); }
    AK_INLINE friend vec min(vec a, vec b) { return _mm512_min_ps(a.v, b.v); }
    AK_INLINE friend vec abs(vec a) { return _mm512_abs_ps(a.v); }
    AK_INLINE friend vec sqrt(vec a) { return _mm512_sqrt_ps(a.v); }
    AK_INLINE friend vec round(vec a)
    {
        return _mm512_roundscale_ps(a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    }
    AK_INLINE friend vec copysign(vec a, vec s)
    {
        const __m512 sign = _mm512_set1_ps(-0.0f);
        return _mm512_or_ps(_mm512_andnot_ps(sign, a.v), _mm512_and_ps(sign, s.v));
    }
    AK_INLINE friend vec select(mask<16> m, vec a, vec b)
    {
        return _mm512_mask_blend_ps(m.m, b.v, a.v);
    }
    AK_INLINE friend vec scale2(vec a, vec n) { return _mm512_scalef_ps(a.v, n.v); }
    AK_INLINE friend vec swap_pairs(vec a) { return _mm512_permute_ps(a.v, 0xb1); }
    AK_INLINE friend vec fmaddsub(vec a, vec b, vec c) { return _mm512_fmaddsub_ps(a.v, b.v, c.v); }
    AK_INLINE friend float hsum(vec a)
    {
        return hsum(
            vec<8>(_mm256_add_ps(_mm512_castps512_ps256(a.v), _mm512_extractf32x8_ps(a.v, 1))));
    }
    AK_INLINE friend float hmax(vec a)
    {
        return hmax(
            vec<8>(_mm256_max_ps(_mm512_castps512_ps256(a.v), _mm512_extractf32x8_ps(a.v, 1))));
    }
    AK_INLINE friend float hmin(vec a)
    {
        return hmin(
            vec<8>(_mm256_min_ps(_mm512_castps512_ps256(a.v), _mm512_extractf32x8_ps(a.v, 1))));
    }
};

} // namespace ak

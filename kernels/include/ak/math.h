// SPDX-License-Identifier: Apache-2.0
// Elementary functions on vec<N>. The polynomials are minimax fits in relative error; the bounds in
// ulp are measured over all floats (tests/support/cpu_math_check.cpp).
#pragma once

#include "ak/vec.h"

namespace ak {

namespace detail {

template <int N> AK_INLINE vec<N> horner(vec<N>, float last)
{
    return vec<N>(last);
}

// c0 + c1 x + c2 x^2 + ...
template <int N, class... Rest> AK_INLINE vec<N> horner(vec<N> x, float c0, Rest... rest)
{
    return fma(horner(x, rest...), x, vec<N>(c0));
}

} // namespace detail

// e^x within 1 ulp, denormal results included: exp(-inf) = 0, exp(inf) = inf, exp(NaN) = NaN.
template <int N> AK_INLINE vec<N> exp(vec<N> x)
{
    // Below -105 the result rounds to zero, above 89 it overflows: both ends come out of scale2.
    x = min(vec<N>(89.0f), max(vec<N>(-105.0f), x));
    const vec<N> n = round(x * vec<N>(1.44269504f));
    // ln 2 in two parts, the first so short that n times it is exact
    const vec<N> r = fma(n, vec<N>(2.12194440e-4f), fma(n, vec<N>(-0.693359375f), x));
    const vec<N> q = detail::horner(
        r, 0.499999934f, 0.166665206f, 0.0416683881f, 0.00836871709f, 0.00138145964f);
    return scale2(vec<N>(1.0f) + fma(r * r, q, r), n);
}

// 1 / (1 + e^-x) within 3 ulp; of a negative x as e^x / (1 + e^x), which does not overflow on the
// way.
template <int N> AK_INLINE vec<N> sigmoid(vec<N> x)
{
    const vec<N> e = exp(vec<N>(0.0f) - abs(x));
    return select(x < vec<N>(0.0f), e, vec<N>(1.0f)) / (vec<N>(1.0f) + e);
}

// within 2 ulp
template <int N> AK_INLINE vec<N> tanh(vec<N> x)
{
    const vec<N> a = abs(x);
    const vec<N> z = x * x;
    const vec<N> p = detail::horner(z, -0.333333294f, 0.133331522f, -0.0539399428f, 0.0216634042f,
        -0.00808562881f, 0.00205958267f);
    const vec<N> nearZero = fma(x * z, p, x);
    const vec<N> far = vec<N>(1.0f) - vec<N>(2.0f) / (exp(a + a) + vec<N>(1.0f));
    return select(a < vec<N>(0.625f), nearZero, copysign(far, x));
}

// within 2 ulp
template <int N> AK_INLINE vec<N> erf(vec<N> x)
{
    const vec<N> a = min(vec<N>(4.0f), abs(x)); // erf(4) = 1 in fp32
    const vec<N> z = x * x;
    const vec<N> p = detail::horner(z, 0.128379166f, -0.376126258f, 0.112835853f, -0.0268538156f,
        0.00518833378f, -0.000801024195f, 7.85400892e-05f);
    const vec<N> nearZero = fma(x, p, x);
    // erfc(a) = e^(-a q(a))
    const vec<N> q = detail::horner(a, 1.12859659f, 0.635423597f, 0.105643602f, -0.0230654896f,
        0.00316624686f, -0.000133171836f, -2.95067073e-05f, 3.64317736e-06f);
    const vec<N> far = vec<N>(1.0f) - exp(vec<N>(0.0f) - a * q);
    return select(a < vec<N>(1.0f), nearZero, copysign(far, x));
}

} // namespace ak

// SPDX-License-Identifier: Apache-2.0
/*autokernel
type = "rmsnorm"
language = "cuda"
title = "a team of threads a row, the row in registers between its two uses"
fixed = ["D"]
constraints = [
    "TEAM * ROWS <= 1024",
    "TEAM * ROWS >= 64",
    "ceil_div(D, TEAM * 4) <= 16",
    "TEAM * 4 < 2 * round_up(D, 128)",
]
[tunables]
TEAM = { value = 256, choices = [32, 64, 128, 256, 512, 1024] }
ROWS = { value = 1, choices = [1, 2, 4, 8] }
LOAD = { value = 0, choices = [0, 1, 2] }
STORE = { value = 0, choices = [0, 1, 2] }
WEIGHT_EARLY = { value = 1, choices = [0, 1] }
BLOCKS_PER_SM = { value = 0, choices = [0, 1, 2, 4, 8] }
[[launch]]
entry = "rmsnorm"
grid = ["ceil_div(R, ROWS)"]
block = ["TEAM", "ROWS"]
args = ["x", "w", "y", "eps", "R"]
*/

// Mapping: a block holds ROWS rows, TEAM threads each. Thread t of a team owns the 16-byte vectors
// t, t + TEAM, ... of its row, so that neighbouring threads touch neighbouring vectors. x is read from
// memory once and waits in registers for the sum of squares; what limits the kernel is how many bytes
// are in flight, so TEAM trades vectors per thread against blocks per multiprocessor.

constexpr int kVector = 16 / static_cast<int>(sizeof(scalar_t));
constexpr int kVectors = static_cast<int>(D) / kVector; // whole vectors of a row
constexpr int kPerThread = kVectors > 0 ? (kVectors + static_cast<int>(TEAM) - 1) / static_cast<int>(TEAM) : 1;
constexpr int kWarps = (static_cast<int>(TEAM) + 31) / 32;
constexpr bool kCanVectorise = D % kVector == 0 && D > 0;

struct alignas(16) Vector
{
    scalar_t value[kVector];
};

__device__ float toFloat(float v) { return v; }
__device__ float toFloat(__half v) { return __half2float(v); }
__device__ float toFloat(__nv_bfloat16 v) { return __bfloat162float(v); }
__device__ void fromFloat(float v, float& out) { out = v; }
__device__ void fromFloat(float v, __half& out) { out = __float2half_rn(v); }
__device__ void fromFloat(float v, __nv_bfloat16& out) { out = __float2bfloat16_rn(v); }

// x is used once: 1 keeps it out of L1, 2 also marks it as the first to leave L2.
__device__ Vector loadOnce(const Vector* p)
{
    uint4 bits;
    if constexpr (LOAD == 0)
        bits = __ldg(reinterpret_cast<const uint4*>(p));
    else if constexpr (LOAD == 1)
        asm volatile("ld.global.nc.L1::no_allocate.v4.u32 {%0, %1, %2, %3}, [%4];"
                     : "=r"(bits.x), "=r"(bits.y), "=r"(bits.z), "=r"(bits.w)
                     : "l"(p));
    else
        bits = __ldcs(reinterpret_cast<const uint4*>(p));
    return *reinterpret_cast<Vector*>(&bits);
}

__device__ Vector loadShared(const Vector* p)
{
    const uint4 bits = __ldg(reinterpret_cast<const uint4*>(p));
    return *reinterpret_cast<const Vector*>(&bits);
}

__device__ void storeOnce(Vector* p, const Vector& v)
{
    const uint4 bits = *reinterpret_cast<const uint4*>(&v);
    if constexpr (STORE == 0)
        *reinterpret_cast<uint4*>(p) = bits;
    else if constexpr (STORE == 1)
        __stcs(reinterpret_cast<uint4*>(p), bits);
    else
        __stcg(reinterpret_cast<uint4*>(p), bits);
}

// The team's sum, in every thread of it. All threads of the block call this.
__device__ float teamSum(float sum)
{
    for (int offset = 16; offset > 0; offset /= 2)
        sum += __shfl_xor_sync(0xffffffffu, sum, offset);
    if constexpr (kWarps > 1) {
        __shared__ float partial[ROWS][kWarps];
        if (threadIdx.x % 32 == 0)
            partial[threadIdx.y][threadIdx.x / 32] = sum;
        __syncthreads();
        sum = threadIdx.x % 32 < kWarps ? partial[threadIdx.y][threadIdx.x % 32] : 0.0f;
        for (int offset = 16; offset > 0; offset /= 2)
            sum += __shfl_xor_sync(0xffffffffu, sum, offset);
    }
    return sum;
}

__device__ void vectorRow(const scalar_t* x, const scalar_t* w, scalar_t* y, float eps, bool inside)
{
    const auto* source = reinterpret_cast<const Vector*>(x);
    const auto* weights = reinterpret_cast<const Vector*>(w);
    auto* target = reinterpret_cast<Vector*>(y);
    Vector row[kPerThread];
    Vector weight[kPerThread];
    float sum = 0.0f;
#pragma unroll
    for (int i = 0; i < kPerThread; ++i) {
        const int at = static_cast<int>(threadIdx.x) + i * static_cast<int>(TEAM);
        if (inside && at < kVectors)
            row[i] = loadOnce(source + at);
    }
    if constexpr (WEIGHT_EARLY == 1) {
#pragma unroll
        for (int i = 0; i < kPerThread; ++i) {
            const int at = static_cast<int>(threadIdx.x) + i * static_cast<int>(TEAM);
            if (at < kVectors)
                weight[i] = loadShared(weights + at);
        }
    }
#pragma unroll
    for (int i = 0; i < kPerThread; ++i) {
        const int at = static_cast<int>(threadIdx.x) + i * static_cast<int>(TEAM);
        if (inside && at < kVectors) {
#pragma unroll
            for (int k = 0; k < kVector; ++k) {
                const float v = toFloat(row[i].value[k]);
                sum = fmaf(v, v, sum);
            }
        }
    }
    const float scale = rsqrtf(teamSum(sum) / static_cast<float>(D) + eps);
#pragma unroll
    for (int i = 0; i < kPerThread; ++i) {
        const int at = static_cast<int>(threadIdx.x) + i * static_cast<int>(TEAM);
        if (!inside || at >= kVectors)
            continue;
        if constexpr (WEIGHT_EARLY == 0)
            weight[i] = loadShared(weights + at);
        Vector result;
#pragma unroll
        for (int k = 0; k < kVector; ++k)
            fromFloat(toFloat(row[i].value[k]) * scale * toFloat(weight[i].value[k]), result.value[k]);
        storeOnce(target + at, result);
    }
}

// Rows that no 16-byte vector divides or that start anywhere: element by element, x read twice.
__device__ void scalarRow(const scalar_t* x, const scalar_t* w, scalar_t* y, float eps, bool inside)
{
    float sum = 0.0f;
    for (long long at = threadIdx.x; inside && at < D; at += TEAM) {
        const float v = toFloat(x[at]);
        sum = fmaf(v, v, sum);
    }
    const float scale = rsqrtf(teamSum(sum) / static_cast<float>(D) + eps);
    for (long long at = threadIdx.x; inside && at < D; at += TEAM)
        fromFloat(toFloat(x[at]) * scale * toFloat(w[at]), y[at]);
}

constexpr int kMinimumBlocks = BLOCKS_PER_SM == 0 ? 1 : static_cast<int>(BLOCKS_PER_SM);

extern "C" __global__ void __launch_bounds__(static_cast<int>(TEAM* ROWS), kMinimumBlocks)
    rmsnorm(const scalar_t* x, const scalar_t* w, scalar_t* y, float eps, long long R)
{
    const long long row = static_cast<long long>(blockIdx.x) * ROWS + threadIdx.y;
    const bool inside = row < R;
    const auto bits = reinterpret_cast<unsigned long long>(x) | reinterpret_cast<unsigned long long>(w)
        | reinterpret_cast<unsigned long long>(y);
    x += inside ? row * D : 0;
    y += inside ? row * D : 0;
    if (kCanVectorise && bits % 16 == 0)
        vectorRow(x, w, y, eps, inside);
    else
        scalarRow(x, w, y, eps, inside);
}

// SPDX-License-Identifier: Apache-2.0
#include "lab/device/cuda_roofs.h"

#include "base/statistics.h"

#include <fmt/chrono.h>

#include <algorithm>
#include <ctime>

namespace autokernel::lab::cuda {
namespace {

constexpr std::size_t kBytes = std::size_t {1} << 30; // of one buffer
constexpr int kRounds = 12;
constexpr unsigned kThreads = 512;
constexpr unsigned kBlocksPerProcessor = 4;
constexpr int kChains = 16; // as in the source
constexpr int kSteps = 4096;
constexpr auto kDeadline = std::chrono::seconds(5);

constexpr std::string_view kSource = R"cuda(
using Count = unsigned long long;
extern "C" __global__ void copyAll(const uint4* from, uint4* to, Count count)
{
    for (Count i = blockIdx.x * Count(blockDim.x) + threadIdx.x; i < count; i += Count(gridDim.x) * blockDim.x)
        to[i] = from[i];
}
extern "C" __global__ void readAll(const uint4* from, uint4* to, Count count)
{
    uint4 sum = {0, 0, 0, 0};
    const Count stride = Count(gridDim.x) * blockDim.x;
#pragma unroll 4
    for (Count i = blockIdx.x * Count(blockDim.x) + threadIdx.x; i < count; i += stride) {
        const uint4 value = from[i];
        sum.x ^= value.x; sum.y ^= value.y; sum.z ^= value.z; sum.w ^= value.w;
    }
    if ((sum.x ^ sum.y ^ sum.z ^ sum.w) == 0x12345678u) // never for equal bytes; keeps the loads
        to[threadIdx.x] = sum;
}
extern "C" __global__ void writeAll(const uint4*, uint4* to, Count count)
{
    for (Count i = blockIdx.x * Count(blockDim.x) + threadIdx.x; i < count; i += Count(gridDim.x) * blockDim.x)
        to[i] = uint4 {1, 2, 3, 4};
}
extern "C" __global__ void multiplyAdd(const float* from, float* to, Count steps)
{
    float chain[16];
    const float factor = from[threadIdx.x];
    for (int k = 0; k < 16; ++k)
        chain[k] = k;
    for (Count i = 0; i < steps; ++i)
#pragma unroll
        for (int k = 0; k < 16; ++k)
            chain[k] = fmaf(chain[k], factor, factor);
    float sum = 0;
    for (int k = 0; k < 16; ++k)
        sum += chain[k];
    if (sum == 123.0f)
        to[threadIdx.x] = sum;
}
)cuda";

class RoofRun
{
public:
    RoofRun(Device& device, CUmodule module, const Buffer& from, const Buffer& to)
        : m_device(device)
        , m_module(module)
        , m_from(from.address())
        , m_to(to.address())
    {
    }

    // Seconds of each of several runs.
    Result<std::vector<double>> seconds(const char* entry, unsigned long long count)
    {
        const Driver& driver = m_device.driver();
        CUfunction function = nullptr;
        AK_TRY(m_device.check(
            driver.cuModuleGetFunction(&function, m_module, entry), "finding a kernel"));
        void* arguments[] = {&m_from, &m_to, &count};
        CUlaunchConfig config {};
        config.gridDimX = static_cast<unsigned>(m_device.info().cores) * kBlocksPerProcessor;
        config.gridDimY = config.gridDimZ = 1;
        config.blockDimX = kThreads;
        config.blockDimY = config.blockDimZ = 1;
        config.hStream = m_device.stream();
        std::vector<double> result;
        for (int round = 0; round < kRounds; ++round) {
            AK_ASSIGN(const double nanoseconds,
                m_device.time(
                    [&] {
                        return m_device.check(
                            driver.cuLaunchKernelEx(&config, function, arguments, nullptr),
                            "a roof kernel");
                    },
                    kDeadline));
            if (round > 1) // the first ones load code and raise the clock
                result.push_back(nanoseconds * 1e-9);
        }
        return result;
    }

private:
    Device& m_device;
    CUmodule m_module;
    CUdeviceptr m_from;
    CUdeviceptr m_to;
};

roofline::Rate rateOf(double work, const std::vector<double>& seconds)
{
    std::vector<double> rates;
    for (const double each : seconds)
        rates.push_back(work / each);
    std::sort(rates.begin(), rates.end());
    const auto at = [&](double quantile) {
        return rates[static_cast<std::size_t>(quantile * static_cast<double>(rates.size() - 1))];
    };
    return {.best = rates.back(),
        .low = at(0.1),
        .high = at(0.9),
        .runs = static_cast<int>(rates.size())};
}

} // namespace

std::string_view roofSource()
{
    return kSource;
}

Result<roofline::Roofs> measureRoofs(Device& device, const std::string& cubin)
{
    AK_ASSIGN(auto from, Buffer::create(device, kBytes));
    AK_ASSIGN(auto to, Buffer::create(device, kBytes));
    AK_TRY(from.fill(0));
    CUmodule module = nullptr;
    AK_TRY(device.check(
        device.driver().cuModuleLoadData(&module, cubin.data()), "loading the roof kernels"));
    RoofRun run(device, module, from, to);
    roofline::Roofs roofs;
    roofs.deviceSignature = device.info().signature;
    roofs.measuredAt = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
    roofs.caches = {{"L2", device.info().lastLevelCacheBytes}};
    const std::tuple<const char*, const char*, double> streams[]
        = {{"copyAll", "copy", 2}, {"readAll", "read", 1}, {"writeAll", "write", 1}};
    for (const auto& [entry, kind, sides] : streams) {
        AK_ASSIGN(const auto seconds, run.seconds(entry, kBytes / 16));
        roofs.bandwidth.push_back({"DRAM", kind, 1, static_cast<std::uint64_t>(sides * kBytes),
            rateOf(sides * static_cast<double>(kBytes), seconds)});
    }
    AK_ASSIGN(const auto seconds, run.seconds("multiplyAdd", kSteps));
    const double threads
        = static_cast<double>(device.info().cores) * kBlocksPerProcessor * kThreads;
    roofs.compute.push_back({"fp32", "fma", 1, rateOf(threads * kChains * 2.0 * kSteps, seconds)});
    device.driver().cuModuleUnload(module);
    return roofs;
}

} // namespace autokernel::lab::cuda

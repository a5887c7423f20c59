// SPDX-License-Identifier: Apache-2.0
#include "lab/device/cuda_device.h"

#include <thread>

namespace autokernel::lab::cuda {
namespace {

using Clock = std::chrono::steady_clock;

// Clearing this much takes longer than queueing a block does, and replaces what L2 holds.
constexpr std::size_t kFlushBytes = std::size_t {512} << 20;
constexpr auto kBusyWait = std::chrono::milliseconds(2);
constexpr auto kSleep = std::chrono::microseconds(100);

} // namespace

Device::Device(const Driver& driver, int ordinal)
    : m_driver(driver)
    , m_ordinal(ordinal)
{
}

Result<std::unique_ptr<Device>> Device::open(int ordinal, const std::string& software)
{
    AK_ASSIGN(const Driver* driver, Driver::load());
    std::unique_ptr<Device> device(new Device(*driver, ordinal));
    AK_TRY(device->initialise(software));
    return device;
}

Device::~Device()
{
    if (m_flush != 0)
        m_driver.cuMemFree(m_flush);
    for (CUevent event : {m_begin, m_end})
        if (event != nullptr)
            m_driver.cuEventDestroy(event);
    if (m_stream != nullptr)
        m_driver.cuStreamDestroy(m_stream);
}

Result<void> Device::initialise(const std::string& software)
{
    int count = 0;
    AK_TRY(check(m_driver.cuDeviceGetCount(&count), "counting the GPUs"));
    if (m_ordinal >= count)
        return fail(ErrorCode::NotFound, "the NVIDIA driver shows {} GPUs", count);
    AK_TRY(check(m_driver.cuDeviceGet(&m_device, m_ordinal), "finding the GPU"));
    AK_TRY(check(m_driver.cuDevicePrimaryCtxRetain(&m_context, m_device), "opening the GPU"));
    AK_TRY(check(m_driver.cuCtxSetCurrent(m_context), "opening the GPU"));
    AK_TRY(check(m_driver.cuStreamCreate(&m_stream, CU_STREAM_NON_BLOCKING), "making a stream"));
    AK_TRY(check(m_driver.cuEventCreate(&m_begin, CU_EVENT_DEFAULT), "making an event"));
    AK_TRY(check(m_driver.cuEventCreate(&m_end, CU_EVENT_DEFAULT), "making an event"));
    describe(software);
    m_flushBytes = std::min<std::size_t>(kFlushBytes, m_info.memoryBytes / 16);
    return check(m_driver.cuMemAlloc(&m_flush, m_flushBytes), "reserving memory");
}

int Device::attribute(CUdevice_attribute attribute) const
{
    int value = 0;
    m_driver.cuDeviceGetAttribute(&value, attribute, m_device);
    return value;
}

void Device::describe(const std::string& software)
{
    char name[256] = "";
    m_driver.cuDeviceGetName(name, sizeof name, m_device);
    std::size_t memory = 0;
    m_driver.cuDeviceTotalMem(&memory, m_device);
    int version = 0;
    m_driver.cuDriverGetVersion(&version);
    const int major = attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR);
    const int minor = attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
    // From 9.0 on, the features of exactly this chip need the suffix.
    m_architecture = fmt::format("sm_{}{}{}", major, minor, major >= 9 ? "a" : "");
    m_info.id = fmt::format("cuda:{}", m_ordinal);
    m_info.name = name;
    m_info.cores = attribute(CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
    m_info.memoryBytes = memory;
    m_info.lastLevelCacheBytes
        = static_cast<std::uint64_t>(attribute(CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE));
    m_info.isa = {m_architecture};
    m_info.signature = fmt::format("{}; {} multiprocessors; {} MiB L2; {}; CUDA driver {}.{}; {}",
        m_info.name, m_info.cores, m_info.lastLevelCacheBytes >> 20U, m_architecture,
        version / 1000, version % 1000 / 10, software);
}

Result<void> Device::check(CUresult status, std::string_view what)
{
    if (status == CUDA_SUCCESS)
        return {};
    if (isSticky(status))
        m_isLost = true;
    return fail(m_driver.error(status, what));
}

Result<void> Device::wait(std::chrono::nanoseconds deadline)
{
    AK_TRY(check(m_driver.cuEventRecord(m_end, m_stream), "the kernel"));
    return awaitEvent(deadline);
}

Result<void> Device::awaitEvent(std::chrono::nanoseconds deadline)
{
    const auto begin = Clock::now();
    for (;;) {
        const CUresult status = m_driver.cuEventQuery(m_end);
        if (status != CUDA_ERROR_NOT_READY)
            return check(status, "the kernel");
        const auto waited = Clock::now() - begin;
        if (waited > deadline) {
            m_isLost = true;
            return fail(ErrorCode::TimedOut, "the kernel did not end within {:.1f} s",
                std::chrono::duration<double>(deadline).count());
        }
        if (waited > kBusyWait)
            std::this_thread::sleep_for(kSleep);
    }
}

KernelTrace* Device::kernelTrace()
{
    if (!m_askedForTrace) {
        m_askedForTrace = true;
        if (auto opened = KernelTrace::open())
            m_kernelTrace = std::move(*opened);
    }
    return m_kernelTrace.get();
}

Result<double> Device::time(
    const std::function<Result<void>()>& enqueue, std::chrono::nanoseconds deadline)
{
    AK_TRY(check(m_driver.cuMemsetD8Async(m_flush, 0, m_flushBytes, m_stream), "clearing L2"));
    AK_TRY(check(m_driver.cuEventRecord(m_begin, m_stream), "recording an event"));
    AK_TRY(enqueue());
    AK_TRY(wait(deadline));
    float milliseconds = 0;
    AK_TRY(check(m_driver.cuEventElapsedTime(&milliseconds, m_begin, m_end), "reading an event"));
    return static_cast<double>(milliseconds) * 1e6;
}

} // namespace autokernel::lab::cuda

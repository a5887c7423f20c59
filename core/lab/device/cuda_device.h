// SPDX-License-Identifier: Apache-2.0
// One GPU: its facts, its context, the stream of all our work and memory with guard bands. The
// context is the primary one, which LibTorch uses as well. Everything belongs to the thread that
// opened the device.
#pragma once

#include "lab/device/cuda_driver.h"
#include "lab/device/kernel_trace.h"
#include "protocol/message.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace autokernel::lab::cuda {

class Device
{
public:
    // NotFound: no driver, or fewer GPUs. `software` (compiler and LibTorch versions) becomes a
    // part of the signature.
    static Result<std::unique_ptr<Device>> open(int ordinal, const std::string& software);
    ~Device();
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    const Driver& driver() const { return m_driver; }
    const protocol::DeviceInfo& info() const { return m_info; }
    CUstream stream() const { return m_stream; }
    const std::string& architecture() const { return m_architecture; } // "sm_90a"
    int attribute(CUdevice_attribute attribute) const;

    // An error of `status`; remembers when the context is lost by it.
    Result<void> check(CUresult status, std::string_view what);
    // Waits for all work of the stream. TimedOut when it does not end, and then the context is
    // lost.
    Result<void> wait(std::chrono::nanoseconds deadline);
    // After a sticky error or an endless kernel nothing runs in this process any more.
    bool isLost() const { return m_isLost; }

    // The second clock; null where there is none. Opened at the first call.
    KernelTrace* kernelTrace();

    // Nanoseconds that the GPU spent between the two moments around `enqueue`, which puts work on
    // the stream. The GPU is kept busy until all of it is queued, so that no time of the host is in
    // the figure, and starts with an L2 cache full of other data.
    Result<double> time(
        const std::function<Result<void>()>& enqueue, std::chrono::nanoseconds deadline);

private:
    Device(const Driver& driver, int ordinal);
    Result<void> initialise(const std::string& software);
    void describe(const std::string& software);
    Result<void> awaitEvent(std::chrono::nanoseconds deadline);

    const Driver& m_driver;
    int m_ordinal;
    CUdevice m_device = 0;
    CUcontext m_context = nullptr;
    CUstream m_stream = nullptr;
    CUevent m_begin = nullptr;
    CUevent m_end = nullptr;
    CUdeviceptr m_flush = 0;
    std::size_t m_flushBytes = 0;
    std::string m_architecture;
    protocol::DeviceInfo m_info;
    bool m_isLost = false;
    bool m_askedForTrace = false;
    std::unique_ptr<KernelTrace> m_kernelTrace;
};

// Memory of one tensor or workspace between two bands of a pattern. Everything done to it is
// ordered with the kernels of the device's stream; reading waits.
class Buffer
{
public:
    // The first byte is `lead` bytes behind a 256-byte boundary, or, atEnd, the last byte lies
    // right in front of the band.
    static Result<Buffer> create(
        Device& device, std::size_t bytes, bool atEnd = false, std::size_t lead = 0);
    Buffer(Buffer&& other) noexcept;
    Buffer& operator=(Buffer&& other) noexcept;
    ~Buffer();

    CUdeviceptr address() const { return m_address; }
    std::size_t bytes() const { return m_bytes; }
    Result<void> write(std::span<const std::byte> bytes); // all of it
    Result<void> read(std::span<std::byte> bytes) const;
    Result<void> fill(std::uint64_t pattern);
    Result<void>
    overwrite() const; // with bytes of 0xFF, NaN in every floating dtype; on the stream
    Result<bool> bandsIntact() const;

private:
    explicit Buffer(Device& device)
        : m_device(&device)
    {
    }

    Device* m_device;
    CUdeviceptr m_allocation = 0;
    std::size_t m_allocated = 0;
    CUdeviceptr m_address = 0;
    std::size_t m_bytes = 0;
};

} // namespace autokernel::lab::cuda

// SPDX-License-Identifier: Apache-2.0
#include "lab/device/cuda_device.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace autokernel::lab::cuda {
namespace {

constexpr std::size_t kBandBytes = 4096; // on each side, at least
constexpr std::size_t kAlignment = 256;
constexpr unsigned char kBand = 0xA5;

} // namespace

Result<Buffer> Buffer::create(Device& device, std::size_t bytes, bool atEnd, std::size_t lead)
{
    Buffer buffer(device);
    const std::size_t room = (bytes + lead + kAlignment - 1) / kAlignment * kAlignment;
    buffer.m_allocated = room + 2 * kBandBytes;
    buffer.m_bytes = bytes;
    const Driver& driver = device.driver();
    AK_TRY(device.check(
        driver.cuMemAlloc(&buffer.m_allocation, buffer.m_allocated), "reserving GPU memory"));
    AK_TRY(device.check(
        driver.cuMemsetD8Async(buffer.m_allocation, kBand, buffer.m_allocated, device.stream()),
        "filling GPU memory"));
    buffer.m_address = buffer.m_allocation + kBandBytes + (atEnd ? room - bytes : lead);
    return buffer;
}

Buffer::Buffer(Buffer&& other) noexcept
    : m_device(other.m_device)
    , m_allocation(std::exchange(other.m_allocation, 0))
    , m_allocated(other.m_allocated)
    , m_address(other.m_address)
    , m_bytes(other.m_bytes)
{
}

Buffer& Buffer::operator=(Buffer&& other) noexcept
{
    std::swap(m_device, other.m_device);
    std::swap(m_allocation, other.m_allocation);
    std::swap(m_allocated, other.m_allocated);
    std::swap(m_address, other.m_address);
    std::swap(m_bytes, other.m_bytes);
    return *this;
}

Buffer::~Buffer()
{
    // A lost context takes no more calls; its memory goes with the process.
    if (m_allocation != 0 && !m_device->isLost())
        m_device->driver().cuMemFree(m_allocation);
}

Result<void> Buffer::write(std::span<const std::byte> bytes)
{
    if (bytes.empty())
        return {};
    // On the stream of the kernels: a plain copy returns once the bytes are staged, and its end may
    // fall into a kernel that was launched after it.
    return m_device->check(m_device->driver().cuMemcpyHtoDAsync(m_address, bytes.data(),
                               std::min(bytes.size(), m_bytes), m_device->stream()),
        "copying to the GPU");
}

Result<void> Buffer::read(std::span<std::byte> bytes) const
{
    if (bytes.empty())
        return {};
    return m_device->check(m_device->driver().cuMemcpyDtoHAsync(bytes.data(), m_address,
                               std::min(bytes.size(), m_bytes), m_device->stream()),
        "copying from the GPU");
}

Result<void> Buffer::fill(std::uint64_t pattern)
{
    std::vector<std::byte> bytes(m_bytes);
    for (std::size_t i = 0; i < m_bytes; i += sizeof pattern)
        std::memcpy(bytes.data() + i, &pattern, std::min(sizeof pattern, m_bytes - i));
    return write(bytes);
}

Result<void> Buffer::overwrite() const
{
    if (m_bytes == 0)
        return {};
    return m_device->check(
        m_device->driver().cuMemsetD8Async(m_address, 0xFF, m_bytes, m_device->stream()),
        "overwriting results");
}

Result<bool> Buffer::bandsIntact() const
{
    const std::size_t front = m_address - m_allocation;
    const std::size_t behind = m_allocated - front - m_bytes;
    std::vector<unsigned char> bytes(front + behind);
    const Driver& driver = m_device->driver();
    AK_TRY(m_device->check(
        driver.cuMemcpyDtoHAsync(bytes.data(), m_allocation, front, m_device->stream()),
        "copying from the GPU"));
    AK_TRY(m_device->check(driver.cuMemcpyDtoHAsync(bytes.data() + front, m_address + m_bytes,
                               behind, m_device->stream()),
        "copying from the GPU"));
    return std::all_of(
        bytes.begin(), bytes.end(), [](unsigned char byte) { return byte == kBand; });
}

} // namespace autokernel::lab::cuda

// SPDX-License-Identifier: Apache-2.0
#include "runner/thread_stacks.h"

#include <pthread.h>
#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>

namespace autokernel::runner {
namespace {

constexpr std::size_t kPage = 4096;
constexpr std::size_t kTopBytes = 4096; // directly below a frame, where these functions run

bool isZero(const std::uint64_t* words, std::size_t count)
{
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < count; ++i)
        all |= words[i];
    return all == 0;
}

// Zeroes what lies from `lowest` up to a little below this frame, in which it calls nothing but
// memset.
[[gnu::noinline, gnu::no_sanitize("address")]] void wipeDeepPart(std::uintptr_t lowest)
{
    const auto frame = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    const std::uintptr_t end
        = (frame - kTopBytes / 2) / sizeof(std::uint64_t) * sizeof(std::uint64_t);
    for (std::uintptr_t at = lowest; at < end;) {
        const std::uintptr_t next = std::min(end, at / kPage * kPage + kPage);
        auto* words = reinterpret_cast<std::uint64_t*>(at);
        if (!isZero(words, (next - at) / sizeof(std::uint64_t)))
            std::memset(words, 0, next - at);
        at = next;
    }
    __asm__ volatile("" : : : "memory");
}

[[gnu::noinline]] void wipeTop()
{
    char dead[kTopBytes];
    std::memset(dead, 0, sizeof(dead));
    __asm__ volatile("" : : "r"(dead) : "memory");
}

} // namespace

std::string ThreadStacks::find(const ThreadPool& pool, int threads)
{
    m_count = static_cast<std::size_t>(std::max(threads, 1));
    const std::size_t bytes = m_count * sizeof(Stack);
    void* const memory
        = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return std::string("the table of stacks: ") + std::strerror(errno);
    struct Search
    {
        Stack* stacks;
        std::size_t count;
        std::atomic<std::size_t> found {0};
    } search {static_cast<Stack*>(memory), m_count};
    pool.onEachThread(
        [](void* argument) {
            auto& self = *static_cast<Search*>(argument);
            pthread_attr_t attributes;
            if (::pthread_getattr_np(::pthread_self(), &attributes) != 0)
                return;
            void* lowest = nullptr;
            std::size_t size = 0;
            ::pthread_attr_getstack(&attributes, &lowest, &size);
            ::pthread_attr_destroy(&attributes);
            // Looking at a huge page of zeros would go through the caches; at small ones it does
            // not.
            ::madvise(lowest, size, MADV_NOHUGEPAGE);
            const auto first = reinterpret_cast<std::uintptr_t>(lowest);
            if (const std::size_t index = self.found++; index < self.count)
                self.stacks[index] = {first, first + size};
        },
        &search);
    if (search.found != m_count)
        return "the stacks of " + std::to_string(search.found) + " of " + std::to_string(m_count)
            + " threads were found";
    m_stacks = search.stacks;
    if (::mprotect(memory, bytes, PROT_READ) != 0)
        return std::string("the table of stacks: ") + std::strerror(errno);
    return {};
}

void ThreadStacks::wipe() const
{
    const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    for (std::size_t i = 0; i < m_count; ++i)
        if (here >= m_stacks[i].lowest && here < m_stacks[i].end)
            wipeDeepPart(m_stacks[i].lowest);
    wipeTop();
}

} // namespace autokernel::runner

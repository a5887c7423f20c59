// SPDX-License-Identifier: Apache-2.0
// The stacks of the sealed process's threads, and overwriting what calls left on them: a kernel
// could keep an answer there for the next block. Every byte below the caller's frame is looked at,
// on the thread that owns it; only pages that hold something are written, so that a stack which was
// never used costs no memory. Outside of all timed intervals: a look takes about 0.1 ms.
#pragma once

#include "runner/thread_pool.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace autokernel::runner {

inline constexpr std::size_t kStackBytes = 8U
    << 20U; // of every thread; OMP_STACKSIZE says the same

class ThreadStacks
{
public:
    // Asks each thread of the pool for its stack's lowest address, while /proc can still be read.
    // Returns an empty text, or what went wrong.
    std::string find(const ThreadPool& pool, int threads);

    // The dead part of the calling thread's stack.
    void wipe() const;

private:
    struct Stack
    {
        std::uintptr_t lowest;
        std::uintptr_t end;
    };
    const Stack* m_stacks = nullptr; // on pages that nobody can write to: a kernel knows its own
    std::size_t m_count = 0;
};

} // namespace autokernel::runner

// SPDX-License-Identifier: Apache-2.0
// The OpenMP pool of the sealed process, reached through libgomp's own entry so that a runner needs
// no compiler support. The pool is made before sealing, by the thread that later runs the
// candidate, and never changes its size: `clone` is denied from then on.
#pragma once

#include <string>

namespace autokernel::runner {

class ThreadPool
{
public:
    // Loads libgomp (and libm, which candidates use) while files can still be opened, and starts
    // the threads. Returns an empty text, or what went wrong.
    std::string start(int threads);

    // Runs the function once on each thread of the pool, the caller included.
    void onEachThread(void (*function)(void*), void* argument) const;

private:
    using Parallel = void (*)(void (*)(void*), void*, unsigned, unsigned);
    Parallel m_parallel = nullptr;
    unsigned m_threads = 1;
};

} // namespace autokernel::runner

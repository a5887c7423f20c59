// SPDX-License-Identifier: Apache-2.0
#include "runner/thread_pool.h"

#include "runner/fault_handler.h"

#include <dlfcn.h>
#include <malloc.h>

#include <atomic>
#include <cstdlib>

namespace autokernel::runner {
namespace {

// libgomp allocates a team's bookkeeping now and then. All threads take it from one heap that is
// large enough beforehand and never gives memory back, so that no system call is needed.
void reserveHeap()
{
    constexpr int kReserve = 4 << 20;
    ::mallopt(M_ARENA_MAX, 1);
    ::mallopt(M_MMAP_MAX, 0);
    ::mallopt(M_TRIM_THRESHOLD, -1);
    ::mallopt(M_TOP_PAD, kReserve);
    void* volatile probe = std::malloc(kReserve);
    std::free(probe);
}

void prepareThread(void* ready)
{
    if (useSignalStack())
        static_cast<std::atomic<unsigned>*>(ready)->fetch_add(1);
}

} // namespace

std::string ThreadPool::start(int threads)
{
    reserveHeap();
    m_threads = threads > 1 ? static_cast<unsigned>(threads) : 1;
    ::dlopen("libm.so.6", RTLD_NOW | RTLD_GLOBAL);
    ::dlopen("libmvec.so.1", RTLD_NOW | RTLD_GLOBAL); // absent where libm has no vector functions
    void* const library = ::dlopen("libgomp.so.1", RTLD_NOW | RTLD_GLOBAL);
    if (!library) {
        if (m_threads == 1)
            return {};
        const char* const text = ::dlerror();
        return std::string("libgomp.so.1 is needed for more than one thread: ")
            + (text ? text : "");
    }
    m_parallel = reinterpret_cast<Parallel>(::dlsym(library, "GOMP_parallel"));
    if (!m_parallel)
        return "libgomp.so.1 has no GOMP_parallel";
    std::atomic<unsigned> ready {0};
    onEachThread(prepareThread, &ready);
    if (ready != m_threads)
        return "the thread pool has " + std::to_string(ready) + " of " + std::to_string(m_threads)
            + " threads";
    return {};
}

void ThreadPool::onEachThread(void (*function)(void*), void* argument) const
{
    if (m_parallel && m_threads > 1)
        m_parallel(function, argument, m_threads, 0);
    else
        function(argument);
}

} // namespace autokernel::runner

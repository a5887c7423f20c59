// SPDX-License-Identifier: Apache-2.0
#include "lab/bench/overwrite.h"

#include "lab/device/cpu_info.h"

#include <sched.h>

namespace autokernel::lab {
namespace {

// While it lives, the calling thread runs on `core` only; -1, or a core that is not ours: as
// before.
class OnCore
{
public:
    explicit OnCore(int core)
    {
        if (core < 0 || core >= CPU_SETSIZE
            || ::sched_getaffinity(0, sizeof(m_previous), &m_previous) != 0)
            return;
        cpu_set_t wanted;
        CPU_ZERO(&wanted);
        CPU_SET(core, &wanted);
        m_isMoved = ::sched_setaffinity(0, sizeof(wanted), &wanted) == 0;
    }
    ~OnCore()
    {
        if (m_isMoved)
            ::sched_setaffinity(0, sizeof(m_previous), &m_previous);
    }
    OnCore(const OnCore&) = delete;
    OnCore& operator=(const OnCore&) = delete;

private:
    cpu_set_t m_previous {};
    bool m_isMoved = false;
};

std::size_t halfOfLastLevelCache()
{
    static const std::size_t bytes = lastLevelCacheBytes() / 2;
    return bytes;
}

} // namespace

void overwriteResults(runner::RunMemory& memory, int core)
{
    const OnCore scope(core);
    memory.overwriteResults(memory.resultBytes() <= halfOfLastLevelCache()
            ? runner::Stores::Ordinary
            : runner::Stores::PastCaches);
}

} // namespace autokernel::lab

// SPDX-License-Identifier: Apache-2.0
// Where results are overwritten: on the first core of the contender that will write them next, so
// that they lie in the same cache for every contender (passes.h).
#pragma once

#include <sched.h>

namespace autokernel::lab {

// While it lives, the calling thread runs on `core` only; -1, or a core that is not ours: as before.
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

} // namespace autokernel::lab

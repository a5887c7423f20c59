// SPDX-License-Identifier: Apache-2.0
// CPU time of another process and of its threads. Exact for threads that do not run: that of a
// running one lags by up to a scheduler tick. A value; it stays valid until the process is reaped.
#pragma once

#include "base/result.h"

#include <sys/types.h>
#include <time.h>

#include <cstdint>
#include <vector>

namespace autokernel::runner {

class ProcessClock
{
public:
    ProcessClock() = default; // of no process: every figure is 0
    static Result<ProcessClock> of(pid_t process);

    std::int64_t nanoseconds() const; // of all threads
    // Of each thread in the order of their ids, so the first thread leads. Empty where the kernel
    // has no schedstat.
    std::vector<std::int64_t> threadNanoseconds() const;
    // True when every thread waits for an event; true as well where /proc cannot tell.
    bool isAsleep() const;

private:
    pid_t m_process = -1;
    clockid_t m_clock {};
};

} // namespace autokernel::runner

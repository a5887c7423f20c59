// SPDX-License-Identifier: Apache-2.0
// The budget of one run on the monotonic clock, from the start of the run. The clock is injected,
// so that tests never wait. Engine thread.
#pragma once

#include "engine/run_config.h"

#include <algorithm>
#include <chrono>
#include <functional>

namespace autokernel::engine {

using Seconds = std::chrono::duration<double>;

class RunClock
{
public:
    using Now = std::function<Seconds()>;

    // budget: wall clock of the whole run; finalShare of it is kept for the end of the run.
    RunClock(Now now, Seconds budget, double finalShare)
        : m_now(std::move(now))
        , m_start(m_now())
        , m_budget(budget)
        , m_reserve(std::clamp(budget * finalShare, Seconds(0), Seconds(600)))
    {
    }

    Seconds now() const { return m_now(); } // for durations
    Seconds elapsed() const { return m_now() - m_start; }
    Seconds left() const { return std::max(Seconds(0), m_budget - elapsed()); }
    Seconds leftForSearch() const { return std::max(Seconds(0), m_budget - m_reserve - elapsed()); }
    Seconds budget() const { return m_budget; }
    Seconds reserve() const { return m_reserve; }

private:
    Now m_now;
    Seconds m_start;
    Seconds m_budget;
    Seconds m_reserve;
};

} // namespace autokernel::engine

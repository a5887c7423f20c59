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

    // budget: wall clock of the whole run, `reserve` of which is kept for its end.
    RunClock(Now now, Seconds budget, Seconds reserve)
        : m_now(std::move(now))
        , m_start(m_now())
        , m_budget(budget)
        , m_largestReserve(budget * kShareOfEnds)
        , m_reserve(std::min(reserve, m_largestReserve))
    {
    }

    // What the ladder at the start took: it and the end have a share of the budget together.
    void chargeToReserve(Seconds took)
    {
        m_largestReserve = std::max(Seconds(0), m_largestReserve - took);
        m_reserve = std::min(m_reserve, m_largestReserve);
    }

    // What the end cannot do without, whatever its share: the budget is the run's wall clock.
    void keepForTheEnd(Seconds cost) { m_reserve = std::max(m_reserve, std::min(cost, m_budget)); }

    // The end turned out to cost more than was kept for it.
    void reserveAtLeast(Seconds cost)
    {
        m_reserve = std::max(m_reserve, std::min(cost, m_largestReserve));
    }

    Seconds now() const { return m_now(); } // for durations
    Seconds elapsed() const { return m_now() - m_start; }
    Seconds left() const { return std::max(Seconds(0), m_budget - elapsed()); }
    Seconds leftForSearch() const { return std::max(Seconds(0), m_budget - m_reserve - elapsed()); }
    Seconds budget() const { return m_budget; }
    Seconds reserve() const { return m_reserve; }

private:
    static constexpr double kShareOfEnds = 0.4; // of the budget

    Now m_now;
    Seconds m_start;
    Seconds m_budget;
    Seconds m_largestReserve;
    Seconds m_reserve;
};

} // namespace autokernel::engine

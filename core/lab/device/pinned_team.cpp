// SPDX-License-Identifier: Apache-2.0
#include "lab/device/pinned_team.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace autokernel::lab {

using Clock = std::chrono::steady_clock;

struct PinnedTeam::State
{
    struct Span
    {
        Clock::time_point start;
        Clock::time_point end;
    };

    void serve(int member, std::stop_token stop);

    std::mutex mutex;
    std::condition_variable_any wake;
    std::condition_variable finished;
    std::uint64_t round = 0;
    int members = 0;
    int left = 0;
    std::atomic<int> arrived = 0;
    const std::function<void(int)>* work = nullptr;
    std::vector<Span> spans;
    std::vector<std::jthread> threads; // last: they stop before the rest goes
};

void PinnedTeam::State::serve(int member, std::stop_token stop)
{
    std::uint64_t seen = 0;
    std::unique_lock lock(mutex);
    while (wake.wait(lock, stop, [&] { return round != seen; })) {
        seen = round;
        if (member >= members)
            continue;
        const int team = members;
        lock.unlock();
        // Members meet here so that none measures another's way out of sleep. They yield, because a
        // neighbour may hold the core of the one that is missing.
        arrived.fetch_add(1);
        for (int turn = 0; arrived.load() < team; ++turn) {
            if (turn > 1000)
                std::this_thread::yield();
        }
        const auto start = Clock::now();
        (*work)(member);
        const auto end = Clock::now();
        lock.lock();
        spans[static_cast<std::size_t>(member)] = {start, end};
        if (--left == 0)
            finished.notify_one();
    }
}

PinnedTeam::PinnedTeam(const std::vector<int>& cores)
    : m_state(std::make_unique<State>())
{
    m_state->spans.resize(cores.size());
    for (std::size_t i = 0; i < cores.size(); ++i) {
        m_state->threads.emplace_back([state = m_state.get(), i](std::stop_token stop) {
            state->serve(static_cast<int>(i), stop);
        });
        cpu_set_t set;
        CPU_ZERO(&set);
        CPU_SET(cores[i], &set);
        // A refusal (a container without the right) leaves the thread where the scheduler puts it.
        static_cast<void>(
            ::pthread_setaffinity_np(m_state->threads.back().native_handle(), sizeof set, &set));
    }
}

PinnedTeam::~PinnedTeam() = default;

int PinnedTeam::size() const
{
    return static_cast<int>(m_state->threads.size());
}

double PinnedTeam::run(int members, const std::function<void(int member)>& work)
{
    State& state = *m_state;
    std::unique_lock lock(state.mutex);
    state.members = std::clamp(members, 1, size());
    state.left = state.members;
    state.arrived = 0;
    state.work = &work;
    ++state.round;
    state.wake.notify_all();
    state.finished.wait(lock, [&] { return state.left == 0; });
    const auto used = state.spans.begin() + state.members;
    const auto start
        = std::min_element(state.spans.begin(), used, [](const auto& a, const auto& b) {
              return a.start < b.start;
          })->start;
    const auto end = std::max_element(state.spans.begin(), used, [](const auto& a, const auto& b) {
        return a.end < b.end;
    })->end;
    return std::chrono::duration<double>(end - start).count();
}

} // namespace autokernel::lab

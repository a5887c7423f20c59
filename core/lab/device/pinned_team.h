// SPDX-License-Identifier: Apache-2.0
// Threads pinned to one core each that start a piece of work at the same moment. They sleep between
// two pieces. The object belongs to one thread; the work of member 0 runs in a thread of the team
// too.
#pragma once

#include <functional>
#include <memory>
#include <vector>

namespace autokernel::lab {

class PinnedTeam
{
public:
    explicit PinnedTeam(
        const std::vector<int>& cores); // one thread a core; throws std::system_error
    ~PinnedTeam();

    int size() const;
    // Runs work(member) on the first `members` threads and waits for all. Returns seconds from the
    // earliest start to the latest end of any member.
    double run(int members, const std::function<void(int member)>& work);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace autokernel::lab

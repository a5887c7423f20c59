// SPDX-License-Identifier: Apache-2.0
// The worker's end of the block channel: starts a contender's process, asks it for blocks of calls
// and takes their time on the worker's clock. It knows nothing of what answers: the sealed runner,
// the LibTorch helper and the Python helper all speak the same control page (block_channel.h).
//
// Wait policy, the same for every contender (contenderEnvironment): threads are bound, teams are
// fixed, and the threads of a pool spin for at most some 50 microseconds after a region, then sleep
// in a futex: calls that follow each other in a block find the pool awake, as in a user's program,
// and a rival finds it asleep. The contender waits for requests in a futex. The worker waits in one
// too: on a machine whose cores are all given to the contender a spinning worker would slow it
// down.
//
// The end of a block: the reply is only a word in shared memory that a kernel could write early, so
// the worker reads its clock, stops the process (SIGSTOP), reads the process's CPU clock, which is
// exact while no thread runs, lets it go on, and waits until every thread sleeps. The CPU time used
// from the reply to the next request is the block's tail: the way into the futex and the pool's
// spin of an honest contender, or work that the reply concealed. RunnerProcess judges it (C8).
//
// An object belongs to one thread, and its process dies with that thread.
#pragma once

#include "base/result.h"
#include "runner/block_channel.h"
#include "runner/fault_record.h"
#include "runner/process_clock.h"
#include "runner/unique_descriptor.h"

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace autokernel::runner {

// The control page is one shared memory object of kControlBytes: ChannelControl at 0, FaultRecord
// at kFaultOffset.
inline constexpr std::size_t kControlBytes = 4096;

struct SpawnOptions
{
    std::vector<std::string> arguments; // [0] is the program's path
    std::map<std::string, std::string> environment; // complete: nothing of ours is inherited
    std::vector<std::pair<int, int>>
        inherit; // {our descriptor, its number in the child}; not 0, 1, 2
    int controlNumber = 3; // the child's descriptor of the control page
    int threads = 1;
    std::uint32_t setCount = 1;
    int standardError = -1; // our descriptor for the child's stderr; -1: /dev/null
    std::vector<int> cpus; // affinity of the whole process; empty: ours
};

// The environment that every contender gets for its thread pool; helpers add what they need.
std::map<std::string, std::string> contenderEnvironment(int threads);

// CPU time of one thread of a contender, in nanoseconds.
struct ThreadTime
{
    std::int64_t whole = 0; // from one sleep to the next: block and tail
    std::int64_t tail = 0;
};

struct BlockResult
{
    std::int64_t wallNanoseconds = 0; // request to reply, monotonic clock of the worker
    std::int64_t cpuNanoseconds = 0; // CPU time of the contender's process over the same span
    std::int64_t tailNanoseconds = 0; // CPU time after the reply, until it slept
    std::int64_t idleNanoseconds = 0; // CPU time before the request, since it had slept
    // The calling thread first; empty where the kernel does not tell.
    std::vector<ThreadTime> threads;
};

class BlockChannelHost
{
public:
    static Result<BlockChannelHost> spawn(const SpawnOptions& options);
    BlockChannelHost(BlockChannelHost&&) noexcept;
    BlockChannelHost& operator=(BlockChannelHost&&) noexcept;
    ~BlockChannelHost(); // kills and reaps

    // Waits until the contender is ready for blocks.
    Result<void> waitReady(std::chrono::nanoseconds timeout);

    // `repeats` calls over the sets firstSet, firstSet + step, ... modulo the set count. Errors,
    // after each of which the process is dead:
    //   TimedOut      nothing within the deadline
    //   RuntimeError  died ("killed by SIGSEGV"), illegal instruction, guard page touched, or
    //   Failed Rejected      a rule was broken; the message starts with its id ("C12: ...")
    Result<BlockResult> runBlock(std::uint32_t firstSet, std::uint32_t step, std::uint32_t repeats,
        std::chrono::nanoseconds deadline);
    // One Prepare command over all sets.
    Result<BlockResult> prepare(std::chrono::nanoseconds deadline);

    // Sealed runner only: compares the float environment of every thread. Rejected ("C12: ...").
    // The tail of such a block is the contender's own: no kernel ran in it.
    Result<BlockResult> inspect(std::chrono::nanoseconds deadline);
    // CPU time used since the end of the last tail: a contender that sleeps uses none.
    std::int64_t idleCpuNanoseconds() const;

    // What a tail has used at least when the worker no longer waits for its end.
    static constexpr std::int64_t kEndlessTail = 100'000'000; // nanoseconds of CPU time

    bool isAlive();
    pid_t pid() const;
    std::int64_t residentBytes() const; // 0 when it cannot be read
    void kill();

private:
    BlockChannelHost() = default;
    Result<BlockResult> request(BlockCommand command, std::uint32_t firstSet, std::uint32_t step,
        std::uint32_t repeats, std::chrono::nanoseconds deadline);
    Result<void> waitReply(std::uint32_t expected, std::chrono::nanoseconds deadline);
    bool stop();
    void settle();
    Error replyError(std::uint32_t status) const;
    Error deathReport();
    FaultRecord faultRecord() const;

    ChannelControl* m_control = nullptr;
    pid_t m_pid = -1;
    int m_waitStatus = 0;
    bool m_reaped = true;
    ProcessClock m_clock;
    std::int64_t m_cpuWhenSettled = 0;
    std::vector<std::int64_t> m_threadsWhenSettled;
};

} // namespace autokernel::runner

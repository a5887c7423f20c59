// SPDX-License-Identifier: Apache-2.0
// The hand-over between the worker, which owns the clock, and a contender's process: a control page
// in shared memory with two futex words. The worker writes a block command and waits; the contender
// runs `repeats` calls over data sets `firstSet, firstSet + 1, ...` (modulo setCount) and answers
// with the token. The same layout serves the sealed runner (C++), the LibTorch helper (C++) and the
// Python helper (resources/python/block_channel.py), so that the cost of the hand-over is equal for
// all.
//
// Start: the worker sets every field but `reply` and `status` (Starting, 0); the contender loads
// and sets `status` to Ready or LoadFailed. Then for each request: the worker sets the fields and
// `token`, increments `request` and wakes it; the contender works, sets `status`, copies `token` to
// `tokenEcho`, sets `reply` to `request` and wakes it. Waits and wakes are FUTEX_WAIT and
// FUTEX_WAKE without the private flag.
//
// Layout is fixed: little-endian, no padding beyond what is written here; all fields are 32 or 64
// bit.
#pragma once

#include <cstdint>

namespace autokernel::runner {

inline constexpr std::uint32_t kChannelMagic = 0x414B4348; // "AKCH"
inline constexpr std::uint32_t kChannelVersion = 1;

enum class BlockCommand : std::uint32_t
{
    Idle = 0,
    Run = 1,
    Prepare = 2, // a candidate packs its weights; a helper delivers: it copies the results of the
                 // calls so far, which it kept, into the output memory, and forgets them
    Exit = 3,
    Inspect = 4, // no calls: the sealed runner compares the float environment of all its threads
};
enum class BlockStatus : std::uint32_t
{
    Starting = 0,
    Ready = 1, // loaded, pool warm, sealed
    Done = 2,
    FloatEnvironmentChanged = 3, // MXCSR or x87 control word differed after a call
    LoadFailed = 4, // text in `message`
    Failed = 5, // text in `message` (helpers only: an exception)
    Faulted = 6, // the sealed runner caught a signal; details in the FaultRecord (fault_record.h)
};

struct ChannelControl
{
    std::uint32_t magic;
    std::uint32_t version;
    std::uint32_t request; // futex word: the worker increments it
    std::uint32_t reply; // futex word: the contender sets it to `request` when done
    std::uint32_t command; // BlockCommand
    std::uint32_t status; // BlockStatus
    std::uint32_t firstSet;
    std::uint32_t setStep; // added to the set after each call, modulo setCount
    std::uint32_t repeats;
    std::uint32_t setCount;
    std::int32_t threads;
    std::uint32_t reserved;
    std::uint64_t token; // random, set by the worker with each request
    std::uint64_t tokenEcho; // the contender copies it after the work
    char message[960];
};
static_assert(sizeof(ChannelControl) == 1024);

} // namespace autokernel::runner

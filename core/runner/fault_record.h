// SPDX-License-Identifier: Apache-2.0
// What the sealed runner notes about its own death on the control page, and how the worker names
// it. The record can only make a verdict worse: a candidate that writes one condemns itself.
#pragma once

#include "base/result.h"

#include <cstdint>

namespace autokernel::runner {

inline constexpr std::size_t kFaultOffset = 1024; // behind ChannelControl

struct FaultRecord
{
    std::uint32_t claimed; // 1 once a thread has begun to write
    std::int32_t signal; // 0: no fault
    std::int32_t signalCode; // si_code
    std::int32_t systemCall; // SIGSYS: the number; else -1
    std::uint64_t address; // SIGSEGV, SIGBUS: si_addr
    std::uint32_t hasCode; // 1: `code` holds the bytes at the instruction pointer
    std::uint32_t addressKind; // AddressKind
    std::uint8_t code[16];
};
static_assert(sizeof(FaultRecord) == 48);

enum class AddressKind : std::uint32_t
{
    Elsewhere = 0,
    Guard = 1, // an unmapped page beside a buffer
    Input = 2, // an input: read-only
    Packed = 3, // a packed buffer: read-only
    Binary = 4, // the candidate's own segments: sealed
    Stack = 5, // below the stack
    Clock = 6, // where the vDSO was, which is unmapped
};

// The verdict on a candidate that ended with this record or this signal.
Error describeFault(const FaultRecord& record);
Error describeSignal(int signal);

} // namespace autokernel::runner

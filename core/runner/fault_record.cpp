// SPDX-License-Identifier: Apache-2.0
#include "runner/fault_record.h"

#include <sys/syscall.h>

#include <csignal>
#include <string_view>

namespace autokernel::runner {
namespace {

struct SystemCallRule
{
    long number;
    const char* rule;
    const char* what;
};

constexpr SystemCallRule kRules[] = {
    {SYS_clone, "C7", "start a thread or process"},
    {SYS_clone3, "C7", "start a thread or process"},
#ifdef SYS_fork
    {SYS_fork, "C7", "start a process"},
    {SYS_vfork, "C7", "start a process"},
#endif
    {SYS_execve, "C7", "start a program"},
    {SYS_mmap, "C13", "map memory"},
    {SYS_mprotect, "C13", "change the protection of memory"},
    {SYS_mremap, "C13", "map memory"},
    {SYS_openat, "C10", "open a file"},
#ifdef SYS_open
    {SYS_open, "C10", "open a file"},
#endif
    {SYS_read, "C10", "read a file"},
    {SYS_write, "C11", "write to a descriptor"},
    {SYS_ptrace, "C10", "trace a process"},
    {SYS_process_vm_readv, "C10", "read another process"},
    {SYS_process_vm_writev, "C10", "write to another process"},
    {SYS_kill, "C10", "signal a process"},
    {SYS_exit, "C11", "end its thread"},
    {SYS_exit_group, "C11", "end the process"},
    {SYS_clock_gettime, "C5", "read a clock"},
    {SYS_gettimeofday, "C5", "read a clock"},
#ifdef SYS_time
    {SYS_time, "C5", "read a clock"},
#endif
    {SYS_times, "C5", "read a clock"},
    {SYS_getrusage, "C5", "read a clock"},
    {SYS_sched_setaffinity, "C14", "change its processors"},
    {SYS_sched_setscheduler, "C14", "change its scheduling"},
    {SYS_setpriority, "C14", "change its priority"},
    {SYS_madvise, "C14", "advise the kernel on memory"},
    {SYS_mbind, "C14", "move memory"},
    {SYS_set_mempolicy, "C14", "move memory"},
};

Error describeSystemCall(int number)
{
    // libgomp ends the threads that a smaller team leaves over, and cannot start them again.
    if (number == SYS_rt_sigprocmask)
        return {ErrorCode::RuntimeError,
            "The kernel changed the size of its OpenMP team: a region has args->threads threads or "
            "one.",
            {}};
    for (const SystemCallRule& rule : kRules) {
        if (rule.number == number)
            return {ErrorCode::Rejected,
                fmt::format(
                    "{}: the kernel tried to {} (system call {}).", rule.rule, rule.what, number),
                {}};
    }
    return {ErrorCode::Rejected, fmt::format("C4: the kernel made system call {}.", number), {}};
}

// rdtsc (0F 31), rdtscp (0F 01 F9), rdpmc (0F 33), rdpru (0F 01 FD): they trap once the counter is
// off.
bool readsCounter(const FaultRecord& record)
{
    const std::uint8_t* const code = record.code;
    if (record.hasCode == 0 || code[0] != 0x0F)
        return false;
    return code[1] == 0x31 || code[1] == 0x33
        || (code[1] == 0x01 && (code[2] == 0xF9 || code[2] == 0xFD));
}

Error describeMemoryFault(const FaultRecord& record)
{
    switch (static_cast<AddressKind>(record.addressKind)) {
    case AddressKind::Guard:
        return {ErrorCode::RuntimeError,
            "The kernel touched memory outside its buffers (C9: an unmapped page beside one).", {}};
    case AddressKind::Input:
        return {ErrorCode::Rejected, "C9: the kernel wrote to an input.", {}};
    case AddressKind::Packed:
        return {ErrorCode::Rejected, "C9: the kernel wrote to the packed weights.", {}};
    case AddressKind::Binary:
        return {ErrorCode::Rejected, "C6: the kernel wrote to memory of its binary.", {}};
    case AddressKind::Stack:
        return {ErrorCode::RuntimeError, "The kernel ran out of stack (8 MiB a thread).", {}};
    case AddressKind::Clock:
        return {ErrorCode::Rejected, "C5: the kernel looked for a clock of the vDSO.", {}};
    case AddressKind::Elsewhere:
        break;
    }
    return {ErrorCode::RuntimeError,
        fmt::format("Segmentation fault: the kernel used the bad address {:#x}.", record.address),
        {}};
}

} // namespace

Error describeFault(const FaultRecord& record)
{
    switch (record.signal) {
    case SIGSYS:
        return describeSystemCall(record.systemCall);
    case SIGSEGV:
        return readsCounter(record)
            ? Error {ErrorCode::Rejected, "C5: the kernel read a time-stamp counter.", {}}
            : describeMemoryFault(record);
    case SIGBUS:
        return {ErrorCode::RuntimeError, "Bus error: the kernel used a bad address.", {}};
    case SIGILL:
        return readsCounter(record)
            ? Error {ErrorCode::Rejected, "C5: the kernel read a cycle counter.", {}}
            : Error {ErrorCode::RuntimeError,
                "Illegal instruction: this processor does not have one that the kernel uses (C16).",
                {}};
    case SIGFPE:
        return {ErrorCode::RuntimeError,
            "Arithmetic exception: an integer division by zero or overflow.", {}};
    default:
        return describeSignal(record.signal);
    }
}

Error describeSignal(int signal)
{
    if (signal == SIGSYS)
        return {ErrorCode::Rejected, "C4: the kernel made a forbidden system call.", {}};
    if (signal == SIGKILL)
        return {ErrorCode::RuntimeError,
            "The kernel's process was killed from outside (SIGKILL); was memory short?", {}};
    const char* const name = ::sigabbrev_np(signal);
    return {ErrorCode::RuntimeError,
        fmt::format("The kernel's process was killed by {}{}.", name ? "SIG" : "signal ",
            name ? std::string(name) : std::to_string(signal)),
        {}};
}

} // namespace autokernel::runner

// SPDX-License-Identifier: Apache-2.0
#include "runner/fault_handler.h"

#include "runner/fault_record.h"
#include "runner/futex.h"

#include <sys/mman.h>
#include <ucontext.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace autokernel::runner {
namespace {

constexpr std::size_t kPage = 4096;
constexpr std::size_t kSignalStackBytes
    = 64 * 1024; // AMX state alone takes 8 KiB of a signal frame
constexpr std::uintptr_t kStackReach = 1 << 20; // a frame larger than this may jump over the guard

ChannelControl* g_control = nullptr;
std::span<const AddressRange> g_ranges;

FaultRecord& recordOf(ChannelControl& control)
{
    return *reinterpret_cast<FaultRecord*>(reinterpret_cast<std::byte*>(&control) + kFaultOffset);
}

struct MachineState
{
    std::uintptr_t instruction = 0;
    std::uintptr_t stack = 0;
};

MachineState stateOf(const void* context)
{
    const auto& machine = static_cast<const ucontext_t*>(context)->uc_mcontext;
#if defined(__x86_64__)
    return {static_cast<std::uintptr_t>(machine.gregs[REG_RIP]),
        static_cast<std::uintptr_t>(machine.gregs[REG_RSP])};
#elif defined(__aarch64__)
    return {machine.pc, machine.sp};
#endif
}

AddressKind kindOf(std::uintptr_t address, std::uintptr_t stack)
{
    for (const AddressRange& range : g_ranges) {
        if (address >= range.first && address < range.end)
            return range.kind;
    }
    const bool isNearStack = address + kStackReach > stack && address < stack + kPage;
    return isNearStack ? AddressKind::Stack : AddressKind::Elsewhere;
}

void note(FaultRecord& record, const siginfo_t& information, const void* context)
{
    const MachineState state = stateOf(context);
    const auto address = reinterpret_cast<std::uintptr_t>(information.si_addr);
    record.signalCode = information.si_code;
    record.systemCall = information.si_signo == SIGSYS ? information.si_syscall : -1;
    record.address = address;
    record.addressKind = static_cast<std::uint32_t>(kindOf(address, state.stack));
    // Where the jump itself went wrong there is no instruction to read.
    const bool jumpedThere = information.si_signo == SIGSEGV && state.instruction == address;
    if (!jumpedThere && information.si_signo != SIGSYS && state.instruction >= kPage) {
        const std::size_t bytes = std::min(sizeof(record.code), kPage - state.instruction % kPage);
        std::memcpy(record.code, reinterpret_cast<const void*>(state.instruction), bytes);
        record.hasCode = 1;
    }
    record.signal = information.si_signo;
}

void handleFault(int, siginfo_t* information, void* context)
{
    FaultRecord& record = recordOf(*g_control);
    if (std::atomic_ref(record.claimed).exchange(1) == 0) {
        note(record, *information, context);
        storeShared(g_control->status, static_cast<std::uint32_t>(BlockStatus::Faulted));
        futexWake(g_control->status);
        storeShared(g_control->reply, loadShared(g_control->request));
        futexWake(g_control->reply);
    }
    std::uint32_t never = 0;
    for (;;)
        futexWait(never, 0);
}

} // namespace

std::string installFaultHandler(ChannelControl& control, std::span<const AddressRange> ranges)
{
    g_control = &control;
    g_ranges = ranges;
    if (!useSignalStack())
        return std::string("signal stack: ") + std::strerror(errno);
    struct sigaction action
    {
    };
    action.sa_sigaction = handleFault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    ::sigfillset(&action.sa_mask);
    for (const int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGSYS, SIGTRAP, SIGABRT}) {
        if (::sigaction(signal, &action, nullptr) != 0)
            return std::string("signal handler: ") + std::strerror(errno);
    }
    return {};
}

bool useSignalStack()
{
    void* const memory = ::mmap(nullptr, kSignalStackBytes, PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (memory == MAP_FAILED)
        return false;
    const stack_t stack {memory, 0, kSignalStackBytes};
    return ::sigaltstack(&stack, nullptr) == 0;
}

} // namespace autokernel::runner

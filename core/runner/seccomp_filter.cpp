// SPDX-License-Identifier: Apache-2.0
#include "runner/seccomp_filter.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace autokernel::runner {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "The runner knows the system call tables of x86-64 and AArch64 only."
#endif
// On x86-64 the same table has a second, 32-bit pointer face; no honest program here uses it.
constexpr std::uint32_t kX32Bit = 0x40000000;

sock_filter statement(std::uint16_t code, std::uint32_t value)
{
    return {code, 0, 0, value};
}

sock_filter jump(std::uint16_t code, std::uint32_t value, std::uint8_t ifTrue, std::uint8_t ifFalse)
{
    return {code, ifTrue, ifFalse, value};
}

// A program that answers `matched` for the listed calls and `otherwise` for the rest.
std::vector<sock_filter> programFor(
    std::span<const int> calls, std::uint32_t matched, std::uint32_t otherwise)
{
    std::vector<sock_filter> program {
        statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
        jump(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0),
        statement(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        jump(BPF_JMP | BPF_JGE | BPF_K, kX32Bit, 0, 1),
        statement(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    };
    for (const int call : calls) {
        program.push_back(jump(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 1));
        program.push_back(statement(BPF_RET | BPF_K, matched));
    }
    program.push_back(statement(BPF_RET | BPF_K, otherwise));
    return program;
}

std::string install(std::vector<sock_filter> program)
{
    sock_fprog description {static_cast<unsigned short>(program.size()), program.data()};
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return std::string("no_new_privs: ") + std::strerror(errno);
    const long result
        = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &description);
    if (result > 0)
        return "seccomp: a thread could not be covered";
    if (result < 0)
        return std::string("seccomp: ") + std::strerror(errno);
    return {};
}

} // namespace

std::string sealSystemCalls()
{
    static constexpr std::array kAllowed {SYS_futex, SYS_sched_yield, SYS_restart_syscall};
    const std::array<int, kAllowed.size()> calls {static_cast<int>(kAllowed[0]),
        static_cast<int>(kAllowed[1]), static_cast<int>(kAllowed[2])};
    return install(programFor(calls, SECCOMP_RET_ALLOW, SECCOMP_RET_TRAP));
}

std::string denyDangerousSystemCalls()
{
    static constexpr int kDenied[]
        = {SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen, SYS_accept, SYS_accept4,
            SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_mount, SYS_umount2,
            SYS_pivot_root, SYS_chroot, SYS_unshare, SYS_setns, SYS_bpf, SYS_perf_event_open,
            SYS_keyctl, SYS_add_key, SYS_request_key, SYS_kexec_load, SYS_init_module,
            SYS_finit_module, SYS_delete_module, SYS_userfaultfd, 425 /* io_uring_setup */,
            426 /* io_uring_enter */, 427 /* io_uring_register */, 438 /* pidfd_getfd */};
    return install(programFor(kDenied, SECCOMP_RET_ERRNO | EPERM, SECCOMP_RET_ALLOW));
}

} // namespace autokernel::runner

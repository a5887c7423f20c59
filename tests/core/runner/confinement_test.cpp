// SPDX-License-Identifier: Apache-2.0
#include "runner/confinement.h"

#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <functional>

namespace autokernel::runner {
namespace {

// In a child, since what it takes away does not come back.
bool holdsInAChild(const std::function<bool()>& claim)
{
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(claim() ? 0 : 1);
    int status = -1;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// As a kernel that is too old: landlock_create_ruleset (444) does not exist.
bool takeLandlockAway()
{
    sock_filter program[] {
        {BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr)},
        {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 444},
        {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | ENOSYS},
        {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
    };
    const sock_fprog description {4, program};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
        && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &description) == 0;
}

TEST(Confinement, saysBeforehandWhetherItWouldTakeFilesAway)
{
    EXPECT_TRUE(holdsInAChild([] {
        const bool can = canConfineFiles();
        const bool couldRead = ::access("/proc/self/maps", R_OK) == 0;
        const auto result = confineFiles({});
        const bool isOpenStill = ::fopen("/proc/self/maps", "r") != nullptr;
        return couldRead && result.error.empty() && result.isSupported == can
            && isOpenStill == !can;
    }));
}

TEST(Confinement, saysThatAnOldKernelHasNone)
{
    EXPECT_TRUE(holdsInAChild(
        [] { return takeLandlockAway() && !canConfineFiles() && !confineFiles({}).isSupported; }));
}

} // namespace
} // namespace autokernel::runner

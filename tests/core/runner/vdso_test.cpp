// SPDX-License-Identifier: Apache-2.0
#include "runner/vdso.h"

#include <gtest/gtest.h>
#include <sys/auxv.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

namespace autokernel::runner {
namespace {

TEST(Vdso, isFoundWithItsData)
{
    std::vector<AddressRange> ranges;
    ASSERT_EQ(findVdso(ranges), "");
    const auto image = ::getauxval(AT_SYSINFO_EHDR);
    ASSERT_NE(image, 0U) << "this kernel lends no clocks";
    EXPECT_GE(ranges.size(), 2U);
    EXPECT_TRUE(std::any_of(ranges.begin(), ranges.end(), [&](const AddressRange& range) {
        return range.first == image && range.kind == AddressKind::Clock;
    }));
}

// In a child: the clocks of this process are wanted by the test program.
TEST(Vdso, leavesNothingOfItInTheAddressSpace)
{
    const pid_t child = ::fork();
    if (child == 0) {
        std::vector<AddressRange> before;
        std::vector<AddressRange> after;
        const bool isRemoved = findVdso(before).empty() && unmapVdso(before).empty()
            && findVdso(after).empty() && !before.empty() && after.empty();
        ::_exit(isRemoved ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

} // namespace
} // namespace autokernel::runner

// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "store/project_lock.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <optional>

namespace autokernel::store {
namespace {

struct ProjectLockTest : testing::Test
{
    TemporaryDirectory folder;
    std::filesystem::path file = folder.path() / "history.db";
};

TEST_F(ProjectLockTest, IsHeldOnlyWhileTheObjectLives)
{
    EXPECT_FALSE(ProjectLock::isHeld(file));
    {
        const auto lock = ProjectLock::acquire(file);
        ASSERT_TRUE(lock) << lock.error().message;
        EXPECT_TRUE(ProjectLock::isHeld(file));
        EXPECT_EQ(ProjectLock::holder(file), getpid());
    }
    EXPECT_FALSE(ProjectLock::isHeld(file));
    EXPECT_FALSE(ProjectLock::holder(file)) << "its process has let go, whatever the file says";
}

TEST_F(ProjectLockTest, RefusesASecondHolderAndNamesTheFirst)
{
    const auto first = ProjectLock::acquire(file);
    const auto second = ProjectLock::acquire(file);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::Locked);
    EXPECT_NE(second.error().message.find(std::to_string(getpid())), std::string::npos)
        << second.error().message;
}

TEST_F(ProjectLockTest, AskingDoesNotDropIt)
{
    const auto lock = ProjectLock::acquire(file);
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(ProjectLock::isHeld(file));
    EXPECT_FALSE(ProjectLock::acquire(file));
}

TEST_F(ProjectLockTest, DiesWithAKilledProcess)
{
    int ready[2];
    ASSERT_EQ(pipe(ready), 0);
    const pid_t child = fork();
    if (child == 0) {
        const auto lock = ProjectLock::acquire(file);
        const char answer = lock ? 'y' : 'n';
        (void)!write(ready[1], &answer, 1);
        pause();
        _exit(0);
    }
    char answer = 0;
    ASSERT_EQ(read(ready[0], &answer, 1), 1);
    EXPECT_EQ(answer, 'y');
    EXPECT_TRUE(ProjectLock::isHeld(file));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    close(ready[0]);
    close(ready[1]);
    EXPECT_FALSE(ProjectLock::isHeld(file));
    EXPECT_TRUE(ProjectLock::acquire(file));
}

TEST_F(ProjectLockTest, SaysWhereItCannotBeMade)
{
    const auto lock = ProjectLock::acquire("/proc/nowhere/history.db");
    ASSERT_FALSE(lock);
    EXPECT_EQ(lock.error().code, ErrorCode::Io);
    EXPECT_NE(lock.error().message.find("/proc/nowhere"), std::string::npos);
}

} // namespace
} // namespace autokernel::store

// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "base/sha256.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <vector>

namespace {
struct Synced
{
    bool isFolder = false;
    std::int64_t bytes = 0;
};
std::vector<Synced> g_synced;
bool g_syncFails = false;
} // namespace

// In front of the C library's, so that a test sees what is brought to the disk.
extern "C" int fsync(int descriptor)
{
    struct stat information
    {
    };
    ::fstat(descriptor, &information);
    g_synced.push_back({S_ISDIR(information.st_mode), information.st_size});
    if (g_syncFails) {
        errno = EIO;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_fsync, descriptor));
}

namespace autokernel {
namespace {

TEST(Files, areOnTheDiskBeforeTheyHaveTheirName)
{
    const TemporaryDirectory folder;
    g_synced.clear();
    ASSERT_TRUE(writeFileAtomically(folder.path() / "proof.json", "0123456789"));
    ASSERT_EQ(g_synced.size(), 2U);
    EXPECT_FALSE(g_synced[0].isFolder);
    EXPECT_EQ(g_synced[0].bytes, 10) << "all of it";
    EXPECT_TRUE(g_synced[1].isFolder) << "and then its name";

    g_syncFails = true;
    EXPECT_FALSE(writeFileAtomically(folder.path() / "proof.json", "other"));
    g_syncFails = false;
    EXPECT_EQ(*readFile(folder.path() / "proof.json"), "0123456789");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(Files, readsBackWhatItWroteAndLeavesNoTemporary)
{
    const TemporaryDirectory folder;
    const std::string bytes("a\0b\n", 4);
    ASSERT_TRUE(writeFileAtomically(folder.path() / "f", bytes));
    EXPECT_EQ(*readFile(folder.path() / "f"), bytes);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(Files, saysWhyAFileCannotBeRead)
{
    const TemporaryDirectory folder;
    EXPECT_EQ(readFile(folder.path() / "missing").error().code, ErrorCode::NotFound);
    EXPECT_NE(readFile(folder.path()).error().message.find("folder"), std::string::npos);
    EXPECT_FALSE(writeFileAtomically(folder.path() / "no/such/folder", "x"));
}

TEST(Files, replacesFilesAlone)
{
    const TemporaryDirectory folder;
    const auto link = folder.path() / "link";
    ASSERT_TRUE(writeFileAtomically(folder.path() / "file", "before"));
    std::filesystem::create_symlink(folder.path() / "file", link);
    ASSERT_TRUE(writeFileAtomically(link, "after"));
    EXPECT_TRUE(std::filesystem::is_symlink(link));
    EXPECT_EQ(readFile(folder.path() / "file").value(), "after");

    const auto pipe = folder.path() / "pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    EXPECT_EQ(writeFileAtomically(pipe, "x").error().code, ErrorCode::InvalidInput);
    EXPECT_TRUE(std::filesystem::is_fifo(pipe));
}

TEST(Files, aTemporaryDirectoryVanishesWithItsObject)
{
    std::filesystem::path path;
    {
        const TemporaryDirectory folder;
        path = folder.path();
        ASSERT_TRUE(writeFileAtomically(path / "f", "x"));
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

// A folder of the same name that its process has left is what SIGKILL leaves.
TEST(Files, whatAKilledProcessLeftIsRemovedAndNothingElse)
{
    const TemporaryDirectory place;
    const char* before = std::getenv("TMPDIR");
    const std::string old = before ? before : "";
    ::setenv("TMPDIR", place.path().c_str(), 1);
    const TemporaryDirectory living;
    const auto abandoned = place.path() / "autokernel-scratch-aB3xYz";
    const auto others = place.path() / "autokernel-report";
    std::filesystem::create_directories(abandoned / "package");
    std::filesystem::create_directories(others);
    removeAbandonedDirectories();
    EXPECT_TRUE(std::filesystem::exists(abandoned)) << "too young to tell";
    removeAbandonedDirectories(std::chrono::seconds(0));
    before ? ::setenv("TMPDIR", old.c_str(), 1) : ::unsetenv("TMPDIR");
    EXPECT_FALSE(std::filesystem::exists(abandoned));
    EXPECT_TRUE(std::filesystem::exists(others));
    EXPECT_TRUE(std::filesystem::exists(living.path()));
}

// FIPS 180-2, appendix B
TEST(Sha256, matchesTheStandardsVectors)
{
    EXPECT_EQ(sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

} // namespace
} // namespace autokernel

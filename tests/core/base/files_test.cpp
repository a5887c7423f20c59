// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "base/sha256.h"

#include <gtest/gtest.h>

namespace autokernel {
namespace {

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

// FIPS 180-2, appendix B
TEST(Sha256, matchesTheStandardsVectors)
{
    EXPECT_EQ(sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

} // namespace
} // namespace autokernel

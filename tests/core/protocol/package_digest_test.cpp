// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "base/json.h"
#include "base/sha256.h"
#include "protocol/package_digest.h"

#include <gtest/gtest.h>

#include <fstream>

namespace autokernel::protocol {
namespace {

class PackageDigest : public testing::TestWithParam<const char*>
{
protected:
    void write(const char* name, const std::string& text)
    {
        std::ofstream(m_folder.path() / name) << text;
    }

    Result<void> checked() { return checkDigest(m_folder.path(), "winners.so"); }

    TemporaryDirectory m_folder;
};

TEST_F(PackageDigest, tellsTheFileThatWasPackedFromAnother)
{
    write("winners.so", "a library");
    write("manifest.json", Json {{"winners.so", {{"sha256", sha256Hex("a library")}}}}.dump());
    EXPECT_TRUE(checked());
    write("winners.so", "another library");
    const auto changed = checked();
    ASSERT_FALSE(changed);
    EXPECT_EQ(changed.error().code, ErrorCode::Corrupt);
}

TEST_P(PackageDigest, refusesAManifestThatNamesNone)
{
    write("winners.so", "a library");
    write("manifest.json", GetParam());
    const auto refused = checked();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Corrupt);
}

INSTANTIATE_TEST_SUITE_P(Manifests, PackageDigest,
    testing::Values("{}", "[]", R"({"winners.so": 7})", R"({"winners.so": {}})",
        R"({"winners.so": {"sha256": 7}})", R"({"winners.so": {"sha256": null}})"));

} // namespace
} // namespace autokernel::protocol

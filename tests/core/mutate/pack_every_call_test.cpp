// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "mutate/pack_every_call.h"

#include <gmock/gmock.h>

namespace autokernel::mutate {
namespace {

using testing::HasSubstr;
using testing::Not;

kernel::Candidate starter(const char* path)
{
    const auto text = readFile(installationRoot() / "kernels" / path);
    EXPECT_TRUE(text) << path;
    const auto candidate = kernel::makeCandidate(*text);
    EXPECT_TRUE(candidate) << candidate.error().message;
    return *candidate;
}

class PackingStarter : public testing::TestWithParam<const char*>
{
};

TEST_P(PackingStarter, packsIntoAWorkspaceOfItsOwnAtEachCall)
{
    const auto packed = starter(GetParam());
    ASSERT_TRUE(packed.manifest.prepare);
    const auto unpacked = packEveryCall(packed);
    ASSERT_TRUE(unpacked) << unpacked.error().message;
    const auto& manifest = unpacked->manifest;
    EXPECT_FALSE(manifest.prepare);
    ASSERT_EQ(manifest.workspaces.size(), packed.manifest.workspaces.size() + 1);
    for (std::size_t i = 0; i < packed.manifest.workspaces.size(); ++i)
        EXPECT_EQ(manifest.workspaces[i].name, packed.manifest.workspaces[i].name)
            << "the code knows its workspaces by number";
    EXPECT_EQ(manifest.workspaces.back().bytes.text(), packed.manifest.prepare->bytes.text());
    const std::string& entry = packed.manifest.launches.front().entry;
    EXPECT_EQ(manifest.launches.front().entry, entry + "_packing_each_call");
    EXPECT_THAT(unpacked->source, HasSubstr("static void " + entry + "("));
    EXPECT_THAT(unpacked->source, HasSubstr("static void pack_weights("));
    EXPECT_THAT(unpacked->source, Not(HasSubstr("extern \"C\" void pack_weights(")));
    EXPECT_EQ(unpacked->tunables, packed.tunables);
}

INSTANTIATE_TEST_SUITE_P(All, PackingStarter,
    testing::Values("matmul/cpu.linear.cpp", "matmul/cpu.linear_bias.cpp",
        "matmul/cpu.conv1d_bias.cpp", "matmul/cpu.linear_bias_gelu_tanh.cpp", "fused_mlp/cpu.cpp",
        "fused_mlp/cpu.gelu_bias.cpp"),
    [](const auto& tested) {
        std::string name = tested.param;
        std::replace_if(
            name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
        return name;
    });

TEST(PackEveryCall, keepsValuesThatTheSourceDoesNotShipWith)
{
    auto packed = starter("matmul/cpu.linear.cpp");
    packed.tunables["MR"] = 4;
    EXPECT_EQ(packEveryCall(packed)->tunables.at("MR"), 4);
}

TEST(PackEveryCall, refusesWhatPacksNothing)
{
    const auto refused = packEveryCall(starter("matmul/cpu.cpp"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Unsupported);
}

} // namespace
} // namespace autokernel::mutate

// SPDX-License-Identifier: Apache-2.0
#include "lab/profile/capture_inputs.h"
#include "lab/profile/profile_model.h"
#include "support/small_models.h"

#include <gtest/gtest.h>
#include <time.h>

#include <algorithm>
#include <cmath>

namespace autokernel::lab {
namespace {

double total(const protocol::Profile& profile)
{
    double sum = profile.outsideOpsMicroseconds;
    for (const auto& site : profile.sites)
        sum += site.microsecondsPerForward;
    for (const auto& op : profile.unmatched)
        sum += op.microsecondsPerForward;
    return sum;
}

std::size_t countSites(
    const protocol::Profile& profile, const std::string& type, const std::string& variant)
{
    return static_cast<std::size_t>(std::ranges::count_if(profile.sites, [&](const auto& site) {
        return site.target.type == type && site.target.variant == variant;
    }));
}

class ProfileModel : public testing::Test
{
protected:
    TemporaryDirectory m_cache;
    std::vector<kernel::KernelType> m_types = test::shippedTypes();
};

TEST_F(ProfileModel, findsEveryLinearOfGpt2WithItsShape)
{
    const auto model = test::loadExample("gpt2-tiny", m_cache.path());
    ASSERT_TRUE(model) << model.error().message;
    const auto profile = profileModel(*model, m_types);
    ASSERT_TRUE(profile) << profile.error().message << profile.error().detail;
    std::size_t products = 0;
    for (const auto& site : profile->sites) {
        if (site.target.type != "matmul" && site.target.type != "fused_mlp")
            continue;
        ++products;
        EXPECT_FALSE(site.constantInputs.empty()) << site.target.key();
        EXPECT_EQ(site.callsPerForward, 1);
        EXPECT_FALSE(site.scope.empty()) << site.target.key();
        EXPECT_GT(site.microsecondsPerForward, 0);
    }
    // qkv, out, up and down of two blocks and the head; up and down may be one fused MLP.
    EXPECT_GE(products, 7u);
    EXPECT_LE(products, 9u);
    const auto head = std::ranges::find_if(profile->sites,
        [](const auto& site) { return site.scope == "head" || site.scope == "tokens"; });
    ASSERT_NE(head, profile->sites.end());
    EXPECT_EQ(head->target.symbols, (kernel::Symbols {{"M", 128}, {"N", 512}, {"K", 64}}));
}

TEST_F(ProfileModel, findsRmsNormWrittenInPrimitiveOps)
{
    const auto model = test::loadExample("llama-tiny", m_cache.path());
    ASSERT_TRUE(model) << model.error().message;
    const auto profile = profileModel(*model, m_types);
    ASSERT_TRUE(profile) << profile.error().message << profile.error().detail;
    EXPECT_EQ(
        countSites(*profile, "rmsnorm", "default") + countSites(*profile, "rmsnorm", "residual"),
        5u);
    EXPECT_TRUE(std::ranges::any_of(profile->unmatched, [](const auto& op) {
        return op.op == "aten::embedding" && op.signature == "float32[512,64], int64[1,128]";
    }));
    EXPECT_TRUE(std::ranges::none_of(profile->unmatched,
        [](const auto& op) { return op.op == "aten::rsqrt" || op.op == "aten::pow"; }));
}

// This thread's own time: what other processes do to the wall clock is not the profile's matter.
std::int64_t threadNanoseconds()
{
    timespec time {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

TEST_F(ProfileModel, accountsForTheWholeForward)
{
    const auto model = test::loadPython("import torch\n"
                                        "class Model(torch.nn.Module):\n"
                                        "    def __init__(self):\n"
                                        "        super().__init__()\n"
                                        "        self.a = torch.nn.Linear(512, 512)\n"
                                        "    def forward(self, x):\n"
                                        "        for _ in range(4):\n"
                                        "            x = torch.erf(self.a(x))\n"
                                        "        return x\n"
                                        "def example_inputs():\n"
                                        "    return [torch.randn(128, 512)]\n",
        m_cache.path());
    ASSERT_TRUE(model) << model.error().message;
    double relative = 1;
    for (int attempt = 0; attempt < 3 && relative > 0.05; ++attempt) { // caches may be disturbed
        const auto profile = profileModel(*model, m_types, {15, 15, &threadNanoseconds, {}});
        ASSERT_TRUE(profile) << profile.error().message;
        relative = std::abs(total(*profile) / profile->forwardMicroseconds - 1);
        EXPECT_LE(profile->forwardLow, profile->forwardMicroseconds);
        EXPECT_GE(profile->forwardHigh, profile->forwardMicroseconds);
        EXPECT_TRUE(std::ranges::any_of(profile->unmatched,
            [](const auto& op) { return op.op == "aten::erf" && op.callsPerForward == 4; }));
    }
    EXPECT_LE(relative, 0.05);
}

TEST_F(ProfileModel, accountsForAForwardOfMicroseconds)
{
    const auto model
        = test::loadPython("import torch\n"
                           "class Model(torch.nn.Module):\n"
                           "    def __init__(self):\n"
                           "        super().__init__()\n"
                           "        self.norm = torch.nn.LayerNorm(512)\n"
                           "    def forward(self, x):\n"
                           "        return torch.erf(torch.softmax(self.norm(x), -1))\n"
                           "def example_inputs():\n"
                           "    return [torch.randn(24, 512)]\n",
            m_cache.path());
    ASSERT_TRUE(model) << model.error().message;
    double relative = 1;
    for (int attempt = 0; attempt < 3 && relative > 0.08; ++attempt) {
        const auto profile = profileModel(*model, m_types, {15, 15, &threadNanoseconds, {}});
        ASSERT_TRUE(profile) << profile.error().message;
        relative = std::abs(total(*profile) / profile->forwardMicroseconds - 1);
    }
    EXPECT_LE(relative, 0.08);
}

TEST_F(ProfileModel, respectsLoopsAndSeveralInputSets)
{
    const auto model
        = test::loadPython("import torch\n"
                           "class Model(torch.nn.Module):\n"
                           "    def __init__(self):\n"
                           "        super().__init__()\n"
                           "        self.a = torch.nn.Linear(32, 32)\n"
                           "    def forward(self, x):\n"
                           "        for i in range(x.size(0)):\n"
                           "            x = torch.tanh(self.a(x))\n"
                           "        return x\n"
                           "def example_inputs():\n"
                           "    return [{'args': (torch.randn(3, 32),), 'weight': 9.0},\n"
                           "            {'args': (torch.randn(5, 32),), 'weight': 1.0}]\n",
            m_cache.path());
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(model->info.route, "script"); // a trace would repeat three times for any input
    const auto profile = profileModel(*model, m_types);
    ASSERT_TRUE(profile) << profile.error().message << profile.error().detail;
    std::map<std::int64_t, protocol::Site> byRows;
    for (const auto& site : profile->sites)
        if (site.target.type == "matmul")
            byRows[site.target.symbols.at("M")] = site;
    EXPECT_DOUBLE_EQ(byRows[3].callsPerForward, 0.9 * 3);
    EXPECT_DOUBLE_EQ(byRows[5].callsPerForward, 0.1 * 5);
    // A call takes what it takes, however rarely its set occurs: compared with a floor of one call.
    const auto ofOneCall = [&](std::int64_t rows) {
        return byRows[rows].microsecondsPerForward / byRows[rows].callsPerForward;
    };
    EXPECT_LT(ofOneCall(3), 3 * ofOneCall(5));
    EXPECT_LT(ofOneCall(5), 3 * ofOneCall(3));
}

TEST_F(ProfileModel, leavesAloneWhatIsWrittenInPlace)
{
    const auto model = test::loadPython("import torch\n"
                                        "class Model(torch.nn.Module):\n"
                                        "    def __init__(self):\n"
                                        "        super().__init__()\n"
                                        "        self.a = torch.nn.Linear(32, 32)\n"
                                        "    def forward(self, x):\n"
                                        "        y = self.a(x)\n"
                                        "        y.add_(1.0)\n"
                                        "        return y\n"
                                        "def example_inputs():\n"
                                        "    return [torch.randn(4, 32)]\n",
        m_cache.path());
    ASSERT_TRUE(model) << model.error().message;
    const auto profile = profileModel(*model, m_types);
    ASSERT_TRUE(profile) << profile.error().message << profile.error().detail;
    EXPECT_TRUE(profile->sites.empty());
}

std::string attention(const std::string& arguments)
{
    return "import torch\n"
           "class Model(torch.nn.Module):\n"
           "    def forward(self, q, k, v):\n"
           "        return torch.nn.functional.scaled_dot_product_attention(q, k, v"
        + arguments
        + ")\n"
          "def example_inputs():\n"
          "    heads = lambda: torch.randn(1, 2, 16, 32)\n"
          "    return [{'args': (heads(), heads(), heads()), 'weight': 1.0}]\n";
}

TEST_F(ProfileModel, knowsTheScaleThatAttentionTakesByDefault)
{
    const std::pair<const char*, std::map<std::string, double>> cases[] {
        {"", {}},
        {", is_causal=True", {}},
        {", scale=1.0 / 32 ** 0.5", {}}, // the default, spelt out
        {", scale=0.125", {{"scale", 0.125}}},
    };
    for (const auto& [arguments, scalars] : cases) {
        const auto model = test::loadPython(attention(arguments), m_cache.path());
        ASSERT_TRUE(model) << model.error().message;
        const auto profile = profileModel(*model, m_types);
        ASSERT_TRUE(profile) << profile.error().message << profile.error().detail;
        ASSERT_EQ(profile->sites.size(), 1u) << arguments;
        const auto& target = profile->sites[0].target;
        EXPECT_EQ(target.type, "flash_attention");
        EXPECT_EQ(target.symbols.at("D"), 32);
        EXPECT_EQ(target.scalars, scalars) << arguments;
        const auto type = std::ranges::find(m_types, target.type, &kernel::KernelType::name);
        EXPECT_EQ(type->findVariant(target.variant)->scalars[0].defaultAt(target.symbols),
            1 / std::sqrt(32.0));
    }
}

// torch.nn.RMSNorm without more arguments: its eps is None.
TEST_F(ProfileModel, knowsTheEpsThatRmsNormTakesByDefault)
{
    const std::pair<const char*, double> cases[] {{"", 0x1p-23}, {", eps=1e-5", 1e-5}};
    for (const auto& [arguments, eps] : cases) {
        const auto model = test::loadPython(
            fmt::format("import torch\n"
                        "class Model(torch.nn.Module):\n"
                        "    def __init__(self):\n"
                        "        super().__init__()\n"
                        "        self.norm = torch.nn.RMSNorm(64{})\n"
                        "    def forward(self, x):\n"
                        "        return self.norm(x + torch.relu(self.norm(x)))\n"
                        "def example_inputs():\n"
                        "    return [torch.randn(8, 64)]\n",
                arguments),
            m_cache.path());
        ASSERT_TRUE(model) << model.error().message;
        const auto profile = profileModel(*model, m_types);
        ASSERT_TRUE(profile) << profile.error().message << profile.error().detail;
        EXPECT_EQ(countSites(*profile, "rmsnorm", "default"), 1u) << arguments;
        EXPECT_EQ(countSites(*profile, "rmsnorm", "residual"), 1u) << arguments;
        for (const auto& site : profile->sites)
            EXPECT_EQ(site.target.scalars.at("eps"), eps) << site.target.variant;
    }
}

TEST_F(ProfileModel, capturesWhatTheModelFeedsToASite)
{
    const auto model = test::loadPython("import torch\n"
                                        "class Model(torch.nn.Module):\n"
                                        "    def __init__(self):\n"
                                        "        super().__init__()\n"
                                        "        self.a = torch.nn.Linear(32, 16)\n"
                                        "    def forward(self, x):\n"
                                        "        return self.a(x * 2.0)\n"
                                        "def example_inputs():\n"
                                        "    return [torch.ones(2, 4, 32)]\n",
        m_cache.path());
    ASSERT_TRUE(model) << model.error().message;
    const auto profile = profileModel(*model, m_types);
    ASSERT_TRUE(profile) << profile.error().message << profile.error().detail;
    ASSERT_EQ(profile->sites.size(), 1u);
    EXPECT_EQ(profile->sites[0].target.symbols.at("M"), 8); // leading dimensions fold
    auto target = profile->sites[0].target;
    const auto captured = captureInputs(*model, m_types, target);
    ASSERT_TRUE(captured) << captured.error().message;
    ASSERT_TRUE(*captured);
    const auto& x = (*captured)->front();
    EXPECT_EQ(x.sizes, (std::vector<std::int64_t> {2, 4, 32}));
    for (const float value : x.as<float>())
        EXPECT_EQ(value, 2.0f);
    EXPECT_FALSE(*captureInputs(*model, m_types, target, x.bytes.size())) << "and the weights";
    target.symbols["M"] = 9;
    EXPECT_FALSE(*captureInputs(*model, m_types, target)) << "the model has no such call";
}

} // namespace
} // namespace autokernel::lab

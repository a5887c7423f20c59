// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"
#include "base/process.h"
#include "base/sha256.h"
#include "lab/apply/check_model.h"
#include "lab/apply/package.h"
#include "lab/profile/profile_model.h"
#include "support/small_models.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace autokernel::lab {
namespace {

// Two linears with bias around a nonlinearity that no kernel type knows, so that each is a site.
constexpr auto kModel = "import torch\n"
                        "class Model(torch.nn.Module):\n"
                        "    def __init__(self):\n"
                        "        super().__init__()\n"
                        "        self.a = torch.nn.Linear(64, 96)\n"
                        "        self.b = torch.nn.Linear(96, 64)\n"
                        "    def forward(self, x):\n"
                        "        return self.b(torch.erf(self.a(x)))\n"
                        "def example_inputs():\n"
                        "    return [torch.randn(1, 16, 64)]\n";

// One winner per linear site: the starter as it ships.
std::vector<protocol::Winner> startersAsWinners(
    const protocol::Profile& profile, const std::vector<kernel::KernelType>& types)
{
    std::vector<protocol::Winner> winners;
    for (const auto& site : profile.sites) {
        if (site.target.type != "matmul" || site.target.variant != "linear_bias")
            continue;
        const auto type = std::ranges::find(types, "matmul", &kernel::KernelType::name);
        const auto source = readFile(type->starterPath("cpu", *type->findVariant("linear_bias")));
        winners.push_back({site.target, {site.index}, {*source, {}},
            "linear_bias_" + std::to_string(winners.size())});
    }
    return winners;
}

// Runs Python in a fresh process with the package as its folder; the last line is JSON.
Json runPython(const std::filesystem::path& package, const std::string& code,
    const std::map<std::string, std::string>& environment = {})
{
    ProcessOptions options;
    options.workingDirectory = package;
    options.environment = environment;
    const auto output = runProcess({test::pythonWithTorch().string(), "-c", code}, {}, options);
    if (!output)
        return {{"failed", output.error().message}};
    const auto text = output->out.substr(0, output->out.find_last_not_of('\n') + 1);
    const auto start = text.rfind('\n');
    auto json = parseJson(start == std::string::npos ? text : text.substr(start + 1));
    return json ? *json : Json {{"failed", output->out + output->err}};
}

// What the same prints as warnings and errors.
std::string errorsOf(const std::filesystem::path& package, const std::string& code,
    const std::map<std::string, std::string>& environment = {})
{
    ProcessOptions options;
    options.workingDirectory = package;
    options.environment = environment;
    const auto output = runProcess({test::pythonWithTorch().string(), "-c", code}, {}, options);
    return output ? output->err : output.error().message;
}

class Package : public testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        s_shared = new Shared;
        auto& shared = *s_shared;
        auto model = test::loadPython(kModel, shared.folder.path());
        ASSERT_TRUE(model) << model.error().message;
        shared.model = std::move(*model);
        const auto profile = profileModel(shared.model, shared.types);
        ASSERT_TRUE(profile) << profile.error().message;
        shared.profile = *profile;
        const auto winners = startersAsWinners(*profile, shared.types);
        ASSERT_EQ(winners.size(), 2u);
        const auto info = buildPackage(
            shared.model, shared.types, profile->sites, {winners, package().string()});
        ASSERT_TRUE(info) << info.error().message << info.error().detail;
        shared.info = *info;
    }
    static void TearDownTestSuite() { delete s_shared; }
    static std::filesystem::path package() { return s_shared->folder.path() / "package"; }

    struct Shared
    {
        TemporaryDirectory folder;
        std::vector<kernel::KernelType> types = test::shippedTypes();
        LoadedModel model;
        protocol::Profile profile;
        protocol::PackageInfo info;
    };
    static Shared* s_shared;

    // Python lines that load package and original, with an input in x.
    static std::string preamble()
    {
        return "import json, torch\n"
               "torch.ops.load_library('winners.so')\n"
               "m = torch.jit.load('model.pt')\n"
               "space = json.load(open('manifest.json'))['namespace']\n"
               "stats = lambda: json.loads(getattr(torch.ops, space).stats())['ops']\n"
               "o = torch.jit.load('"
            + s_shared->model.info.exportedPath
            + "')\n"
              "torch.manual_seed(1)\n"
              "x = torch.randn(1, 16, 64)\n"
              "hits = lambda: sum(s['hits'] for s in stats().values())\n"
              "gap = lambda: (m(x) - o(x)).abs().max().item()\n";
    }
};
Package::Shared* Package::s_shared = nullptr;

TEST(AttentionPackage, takesTheDefaultScaleOfItsHeadSize)
{
    TemporaryDirectory folder;
    const auto types = test::shippedTypes();
    const auto model = test::loadPython(
        "import torch\n"
        "class Model(torch.nn.Module):\n"
        "    def forward(self, q, k, v):\n"
        "        return torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)\n"
        "def example_inputs():\n"
        "    heads = lambda: torch.randn(1, 2, 16, 32)\n"
        "    return [{'args': (heads(), heads(), heads()), 'weight': 1.0}]\n",
        folder.path());
    ASSERT_TRUE(model) << model.error().message;
    const auto profile = profileModel(*model, types);
    ASSERT_TRUE(profile) << profile.error().message;
    ASSERT_EQ(profile->sites.size(), 1u);
    const auto& site = profile->sites[0];
    const auto type = std::ranges::find(types, site.target.type, &kernel::KernelType::name);
    const auto source = readFile(type->starterPath("cpu", *type->findVariant(site.target.variant)));
    ASSERT_TRUE(source) << source.error().message;
    const auto package = folder.path() / "package";
    const auto info = buildPackage(*model, types, profile->sites,
        {{{site.target, {site.index}, {*source, {}}, "attention"}}, package.string()});
    ASSERT_TRUE(info) << info.error().message << info.error().detail;
    const auto result = runPython(package,
        "import json, torch\n"
        "torch.ops.load_library('winners.so')\n"
        "m = torch.jit.load('model.pt')\n"
        "space = json.load(open('manifest.json'))['namespace']\n"
        "o = torch.jit.load('"
            + model->info.exportedPath
            + "')\n"
              "torch.manual_seed(1)\n"
              "x = [3 * torch.randn(1, 2, 16, 32) for _ in range(3)]\n"
              "with torch.no_grad():\n"
              "    gap = (m(*x) - o(*x)).abs().max().item()\n"
              "stats = json.loads(getattr(torch.ops, space).stats())['ops'].values()\n"
              "print(json.dumps({'gap': gap, 'hits': sum(s['hits'] for s in stats)}))\n");
    ASSERT_TRUE(result.contains("gap")) << result.dump();
    EXPECT_EQ(result["hits"], 1);
    EXPECT_LT(result["gap"].get<double>(), 1e-5);
}

TEST_F(Package, isRightAndHitsInPlainPython)
{
    EXPECT_EQ(s_shared->info.sitesReplaced, 2);
    for (const auto* name : {"winners.so", "model.pt", "manifest.json", "load.py", "LICENSE",
             "sources/linear_bias_0.cpp", "sources/matmul.reference.py"})
        EXPECT_TRUE(exists(package() / name)) << name;
    EXPECT_FALSE(std::filesystem::exists(package().string() + ".new"));
    EXPECT_GT(s_shared->info.packedBytes, 0u);
    const auto result = runPython(package(),
        preamble()
            + "with torch.no_grad():\n"
              "    g = gap(); m(x)\n"
              "print(json.dumps({'gap': g, 'hits': hits()}))\n");
    ASSERT_TRUE(result.contains("gap")) << result.dump();
    EXPECT_LT(result["gap"].get<double>(), 1e-5);
    EXPECT_EQ(result["hits"], 4);
}

TEST_F(Package, followsAnotherStateDict)
{
    const auto result = runPython(package(), preamble() + R"(
gaps = []
with torch.no_grad():
    m(x)
    other = {k: torch.randn_like(v) for k, v in o.state_dict().items()}
    m.load_state_dict(other); o.load_state_dict(other)
    gaps.append(gap())
    for k in (m, o):
        for p in k.parameters():
            p.data.mul_(0.5)  # past the version counter
    gaps.append(gap())
    for k in (m, o):
        for p in k.parameters():
            p.data = p.data.clone() + 1.0
    gaps.append(gap())
print(json.dumps({'gaps': gaps, 'hits': hits()}))
)");
    ASSERT_TRUE(result.contains("gaps")) << result.dump();
    for (const auto& gap : result["gaps"])
        EXPECT_LT(gap.get<double>(), 1e-3) << result.dump();
    EXPECT_EQ(result["hits"], 8);
}

TEST_F(Package, fallsBackWhereItWasNotVerified)
{
    const auto result = runPython(package(), preamble() + R"(
p = next(iter(m.parameters())); p.requires_grad_(True)
m(x).sum().backward()
gradient = p.grad is not None and bool(p.grad.abs().sum() > 0)
p.requires_grad_(False)
with torch.no_grad():
    y = torch.randn(3, 64)
    shape = (m(y) - o(y)).abs().max().item()
    d = (m.double()(x.double()) - o.double()(x.double())).abs().max().item()
reasons = sorted({r for s in stats().values() for r in s['fallbacks']})
print(json.dumps({'gradient': gradient, 'shape': shape, 'double': d, 'reasons': reasons}))
)");
    ASSERT_TRUE(result.contains("gradient")) << result.dump();
    EXPECT_TRUE(result["gradient"].get<bool>());
    EXPECT_EQ(result["shape"], 0.0);
    EXPECT_EQ(result["double"], 0.0);
    EXPECT_EQ(result["reasons"], (Json {"dtype", "gradient", "shape"}));
}

TEST_F(Package, canBeDisabledAsAWholeAndByName)
{
    const auto code = preamble()
        + "with torch.no_grad(): g = gap()\n"
          "print(json.dumps({'gap': g, 'hits': hits()}))\n";
    const auto all = runPython(package(), code, {{"AUTOKERNEL_DISABLE", "all"}});
    ASSERT_TRUE(all.contains("gap")) << all.dump();
    EXPECT_EQ(all["hits"], 0);
    EXPECT_EQ(all["gap"], 0.0);
    const auto one = runPython(package(), code, {{"AUTOKERNEL_DISABLE", "linear_bias_0"}});
    EXPECT_EQ(one["hits"], 1) << one.dump();
}

TEST_F(Package, runsOnAnotherTorchThroughItsOwnLoader)
{
    const auto result = runPython(package(),
        "import json, warnings, torch\n"
        "torch.__version__ = '9.9.0'\n"
        "import load\n"
        "with warnings.catch_warnings(record=True) as said:\n"
        "    warnings.simplefilter('always')\n"
        "    m = load.load()\n"
        "o = torch.jit.load('"
            + s_shared->model.info.exportedPath
            + "')\n"
              "x = torch.randn(1, 16, 64)\n"
              "g = (m(x) - o(x)).abs().max().item()\n"
              "load.load()\n"
              "print(json.dumps({'gap': g, 'said': str(said[0].message), 'stats': "
              "load.stats()}))\n");
    ASSERT_TRUE(result.contains("gap")) << result.dump();
    EXPECT_EQ(result["gap"], 0.0);
    EXPECT_NE(result["said"].get<std::string>().find("9.9"), std::string::npos);
    EXPECT_EQ(result["stats"]["active"], false);
    EXPECT_EQ(result["stats"]["ops"], Json::object());
    EXPECT_NE(result["stats"]["reason"].get<std::string>().find("9.9"), std::string::npos);
}

TEST_F(Package, saysOnceThatItsKernelsDoInferenceOnly)
{
    const auto said = errorsOf(package(), preamble() + R"(
x.requires_grad_(True)
m(x).sum().backward()
m(x).sum().backward()
)");
    const auto first = said.find("inference only");
    ASSERT_NE(first, std::string::npos) << said;
    EXPECT_NE(said.find("torch.no_grad()"), std::string::npos) << said;
    EXPECT_EQ(said.find("inference only", first + 1), std::string::npos) << said;
    EXPECT_EQ(errorsOf(package(), preamble() + "m(x)\n"), "");
}

TEST_F(Package, saysWhichNamesCanBeDisabled)
{
    const auto code = preamble() + "with torch.no_grad(): m(x)\nprint(json.dumps(hits()))\n";
    EXPECT_EQ(runPython(package(), code, {{"AUTOKERNEL_DISABLE", "ALL"}}), 0);
    EXPECT_EQ(runPython(package(), code, {{"AUTOKERNEL_DISABLE", "linear_bias_0, All"}}), 0);
    const std::map<std::string, std::string> mistyped {{"AUTOKERNEL_DISABLE", "linear_bais_0"}};
    EXPECT_EQ(runPython(package(), code, mistyped), 2);
    const auto said = errorsOf(package(), code, mistyped);
    EXPECT_NE(said.find("linear_bais_0"), std::string::npos) << said;
    EXPECT_NE(said.find("linear_bias_0, linear_bias_1"), std::string::npos) << said;
    EXPECT_EQ(errorsOf(package(), code, {{"AUTOKERNEL_DISABLE", "linear_bias_0"}}), "");
}

TEST_F(Package, loadsNoDamagedLibrary)
{
    const auto copy = s_shared->folder.path() / "damaged";
    std::filesystem::copy(package(), copy, std::filesystem::copy_options::recursive);
    const auto whole = readFile(copy / "winners.so");
    ASSERT_TRUE(whole);
    auto zeroed = *whole;
    std::fill(zeroed.end() - 4096, zeroed.end(), '\0');
    const std::vector<std::string> broken {
        whole->substr(0, whole->size() / 2), zeroed, std::string()};
    for (const auto& bytes : broken) {
        ASSERT_TRUE(writeFileAtomically(copy / "winners.so", bytes));
        const auto loaded = checkLibrary(copy);
        ASSERT_FALSE(loaded);
        EXPECT_EQ(loaded.error().code, ErrorCode::Corrupt);
        EXPECT_NE(loaded.error().message.find("winners.so is damaged"), std::string::npos)
            << loaded.error().message;
        const auto result = runPython(copy,
            "import json, load\n"
            "try: load.load()\n"
            "except RuntimeError as error: print(json.dumps(str(error)))\n");
        ASSERT_TRUE(result.is_string()) << result.dump();
        EXPECT_NE(result.get<std::string>().find("winners.so is damaged"), std::string::npos);
    }
}

TEST_F(Package, loadsNoModelOfOtherWeights)
{
    const auto copy = s_shared->folder.path() / "other_weights";
    std::filesystem::copy(package(), copy, std::filesystem::copy_options::recursive);
    auto model = readFile(copy / "model.pt");
    ASSERT_TRUE(model);
    (*model)[model->size() / 2] ^= 1; // in the weights, which are most of it
    ASSERT_TRUE(writeFileAtomically(copy / "model.pt", *model));
    const auto result = runPython(copy,
        "import json, load\n"
        "try: load.load()\n"
        "except RuntimeError as error: print(json.dumps(str(error)))\n");
    ASSERT_TRUE(result.is_string()) << result.dump();
    EXPECT_NE(result.get<std::string>().find("model.pt is damaged"), std::string::npos);
}

TEST_F(Package, passesTheModelCheck)
{
    const auto reply = checkModel(s_shared->model, package(), 7, 2);
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(reply->failure, "");
    EXPECT_EQ(reply->truth, "fp64");
    EXPECT_EQ(reply->inputsChecked, 3);
    EXPECT_LE(reply->worstMaxRatio, 1);
    EXPECT_LE(reply->worstRmsRatio, 1);
}

// Candidate code outside the seal beside clock, truth and checker (TRUST 1), and its packed weights
// would stay until the worker ends.
TEST_F(Package, isNeverLoadedByWhoChecksIt)
{
    ASSERT_TRUE(checkModel(s_shared->model, package(), 7, 1));
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);)
        EXPECT_EQ(line.find("winners.so"), std::string::npos) << line;
}

TEST_F(Package, thatDiesIsAnAnswerOfTheCheck)
{
    const auto copy = s_shared->folder.path() / "deadly";
    std::filesystem::copy(package(), copy, std::filesystem::copy_options::recursive);
    const auto source = copy / "die.cpp";
    ASSERT_TRUE(writeFileAtomically(
        source, "[[gnu::constructor]] static void die() { __builtin_trap(); }\n"));
    const auto made = runProcess(
        {"c++", "-shared", "-fPIC", source.string(), "-o", (copy / "winners.so").string()});
    ASSERT_TRUE(made && made->status.ok());
    auto manifest = parseJson(*readFile(copy / "manifest.json"));
    (*manifest)["winners.so"]["sha256"] = *sha256HexOfFile(copy / "winners.so");
    ASSERT_TRUE(writeFileAtomically(copy / "manifest.json", manifest->dump()));
    const auto reply = checkModel(s_shared->model, copy, 7, 1);
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_NE(reply->failure.find("SIGILL"), std::string::npos) << reply->failure;
}

TEST_F(Package, refusesASiteOfAnotherTarget)
{
    auto winners = startersAsWinners(s_shared->profile, s_shared->types);
    std::swap(winners[0].sites, winners[1].sites);
    const auto info = buildPackage(s_shared->model, s_shared->types, s_shared->profile.sites,
        {winners, (s_shared->folder.path() / "wrong").string()});
    ASSERT_FALSE(info);
    EXPECT_NE(info.error().message.find("no site"), std::string::npos) << info.error().message;
    EXPECT_FALSE(exists(s_shared->folder.path() / "wrong"));
}

} // namespace
} // namespace autokernel::lab

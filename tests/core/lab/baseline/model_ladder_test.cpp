// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "base/statistics.h"
#include "lab/baseline/model_ladder.h"
#include "lab/model/export_child.h"

#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace autokernel::lab {
namespace {

using namespace std::chrono_literals;

class ModelLadderTest : public testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        const auto python = helperPython();
        if (!python)
            return;
        s_folder = std::make_unique<TemporaryDirectory>();
        protocol::LoadModel request;
        request.example = "gpt2-tiny";
        request.seed = 3;
        LoadOptions options;
        options.python = *python;
        options.cacheDirectory = s_folder->path();
        const auto archive = s_folder->path() / "model.pt";
        const auto inputs = s_folder->path() / "model.inputs";
        const auto exported = exportModel(request, options, archive, inputs);
        ASSERT_TRUE(exported.has_value()) << exported.error().message;
        s_model.request = request;
        s_model.threads = 2;
        s_model.info.name = "gpt2-tiny";
        s_model.info.dtype = "fp32";
        s_model.info.exportedPath = archive.string();
        s_model.info.inputsPath = inputs.string();
    }
    static void TearDownTestSuite() { s_folder.reset(); }
    void SetUp() override
    {
        if (!helperPython())
            GTEST_SKIP() << "no Python with torch";
    }

    static Result<std::unique_ptr<RungContender>> start(
        const std::string& name, const LadderModel& model, const ModelOutputs& outputs)
    {
        AK_ASSIGN(auto memory, outputs.makeMemory());
        AK_ASSIGN(auto rung,
            spawnModelRung(
                {.rung = name, .packageDirectory = {}, .cpus = {}}, model, std::move(memory)));
        AK_TRY(rung->waitReady(std::chrono::minutes(5)));
        return rung;
    }

    static inline std::unique_ptr<TemporaryDirectory> s_folder;
    static inline LadderModel s_model;
};

TEST_F(ModelLadderTest, originalIsWithinItsOwnBudget)
{
    const auto outputs = ModelOutputs::evaluate(s_model);
    ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
    EXPECT_EQ(outputs->truth(), "fp64");
    auto eager = start("original", s_model, *outputs);
    ASSERT_TRUE(eager.has_value()) << eager.error().message;
    EXPECT_LE(outputs->maximumErrorRatio(**eager), 0.5);
    EXPECT_GT(outputs->maximumErrorRatio(**eager), 0); // fp32 is not fp64: something is compared
}

TEST_F(ModelLadderTest, overwrittenOutputsAreFarOutsideTheBudget)
{
    const auto outputs = ModelOutputs::evaluate(s_model);
    ASSERT_TRUE(outputs.has_value());
    auto eager = start("eager", s_model, *outputs);
    ASSERT_TRUE(eager.has_value()) << eager.error().message;
    (*eager)->overwriteResults();
    EXPECT_TRUE(std::isinf(outputs->maximumErrorRatio(**eager)));
}

// A busy machine may not finish a compile in time; what was measured must be right all the same.
TEST_F(ModelLadderTest, measuresEveryRungOrSaysWhyNot)
{
    const auto ladder = measureModelLadder(s_model, 150);
    ASSERT_TRUE(ladder.has_value()) << ladder.error().message;
    ASSERT_EQ(ladder->rungs.size(), modelRungNames().size());
    for (const protocol::Rung& rung : ladder->rungs) {
        SCOPED_TRACE(rung.name);
        EXPECT_FALSE(rung.recipe.empty());
        const bool mayBeLate = rung.name.starts_with("torch_compile");
        if (mayBeLate && rung.samples.error.starts_with("Not measured"))
            continue;
        EXPECT_EQ(rung.samples.error, "");
        EXPECT_TRUE(rung.samples.correct) << rung.maximumErrorRatio;
        EXPECT_GE(rung.samples.nanoseconds.size(), statistics::kFewestForMedianInterval);
        EXPECT_GT(rung.prepareSeconds, 0);
    }
}

TEST_F(ModelLadderTest, shortBudgetDropsCompiledRungsWithAReason)
{
    const auto ladder = measureModelLadder(s_model, 8);
    ASSERT_TRUE(ladder.has_value()) << ladder.error().message;
    EXPECT_EQ(ladder->rungs[0].samples.error, "");
    EXPECT_NE(ladder->rungs[2].samples.error, "");
    EXPECT_TRUE(ladder->rungs[2].samples.nanoseconds.empty());
}

// It used to load every rung that needs no compile, whatever was left.
TEST_F(ModelLadderTest, aBudgetThatEagerUsesUpHasNoTimeForTheOthers)
{
    const auto ladder = measureModelLadder(s_model, 0.02);
    ASSERT_TRUE(ladder.has_value()) << ladder.error().message;
    EXPECT_EQ(ladder->rungs[0].samples.error, "");
    EXPECT_FALSE(ladder->rungs[0].samples.nanoseconds.empty());
    for (std::size_t rung = 1; rung < ladder->rungs.size(); ++rung)
        EXPECT_TRUE(ladder->rungs[rung].samples.error.starts_with("Not measured"))
            << ladder->rungs[rung].samples.error;
}

TEST_F(ModelLadderTest, archiveWithoutPythonSourceSaysSo)
{
    LadderModel model = s_model;
    model.request.example.clear();
    model.request.path = model.info.exportedPath;
    const auto outputs = ModelOutputs::evaluate(model);
    ASSERT_TRUE(outputs.has_value());
    const auto rung = start("torch_compile", model, *outputs);
    ASSERT_FALSE(rung.has_value());
    EXPECT_EQ(rung.error().code, ErrorCode::Unsupported);
    // Not that time was short: more of it would not help.
    const auto ladder = measureModelLadder(model, 8);
    ASSERT_TRUE(ladder.has_value()) << ladder.error().message;
    EXPECT_NE(
        ladder->rungs[2].samples.error.find("needs the model's Python class"), std::string::npos)
        << ladder->rungs[2].samples.error;
}

// As they were timed: each set with a compile of its own.
TEST(ModelRungRecipe, compilesForEachInputSet)
{
    LadderModel model;
    model.request.path = "models/mine.py";
    model.request.className = "Net";
    const auto text = [&](const std::string& rung, int sets) {
        return fmt::format("{}", fmt::join(modelRungRecipe(rung, model, sets), "\n"));
    };
    EXPECT_EQ(text("torch_compile", 4),
        "import torch\nfrom mine import Net\n"
        "model = torch.compile(Net().eval(), dynamic=False)\n"
        "with torch.no_grad(): y = model(*inputs)");
    EXPECT_EQ(text("torch_compile", 9),
        "import torch\nimport torch._dynamo.config\nfrom mine import Net\n"
        "torch._dynamo.config.recompile_limit = 18\n"
        "model = torch.compile(Net().eval(), dynamic=False)\n"
        "with torch.no_grad(): y = model(*inputs)");
    EXPECT_EQ(text("torch_compile", 1).find("dynamic"), std::string::npos);
    EXPECT_EQ(text("eager", 9).find("recompile"), std::string::npos);
}

TEST(ModelRungRecipe, namesTheUsersOwnFileAndClass)
{
    const auto text = [](const std::string& rung, const LadderModel& model) {
        return fmt::format("{}", fmt::join(modelRungRecipe(rung, model), "\n"));
    };
    const auto holds = [](const std::string& whole, const std::string& part) {
        return whole.find(part) != std::string::npos;
    };
    LadderModel model;
    model.request.path = "models/mine.pt";
    EXPECT_PRED2(holds, text("eager", model), "torch.jit.load(\"models/mine.pt\")");
    EXPECT_PRED2(holds, text("torchscript_frozen", model), "torch.jit.load(\"models/mine.pt\")");
    model.request.dtype = "bf16";
    EXPECT_PRED2(holds, text("eager", model), ".to(torch.bfloat16)");
    model.request.dtype = "fp32";
    model.request.path = "models/mine.py";
    model.request.className = "Net";
    model.info.route = "trace";
    EXPECT_PRED2(holds, text("eager", model), "from mine import Net");
    EXPECT_PRED2(holds, text("torchscript_frozen", model), "torch.jit.trace(Net().eval(), inputs");
    EXPECT_PRED2(holds, text("torch_compile", model), "torch.compile(Net().eval())");
    model.request = {};
    model.request.example = "gpt2";
    EXPECT_PRED2(holds, text("torch_compile_frozen", model), "from gpt2 import GPT2Small");
}

} // namespace
} // namespace autokernel::lab

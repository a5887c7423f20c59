// SPDX-License-Identifier: Apache-2.0
#include "base/process.h"
#include "base/sha256.h"
#include "lab/model/archive.h"
#include "lab/model/forward.h"
#include "lab/model/loaded_model.h"
#include "support/small_models.h"

#include <torch/csrc/jit/serialization/import.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace autokernel::lab {
namespace {

class LoadModel : public testing::Test
{
protected:
    std::filesystem::path file(const std::string& name, const std::string& content)
    {
        const auto path = m_folder.path() / name;
        std::ofstream(path, std::ios::binary) << content;
        return path;
    }

    // Why this path is refused with these inputs.
    Error refused(const std::filesystem::path& path, const std::string& className,
        std::vector<protocol::InputSpec> inputs)
    {
        protocol::LoadModel request;
        request.path = path.string();
        request.className = className;
        request.inputs = std::move(inputs);
        const auto model = loadModel(request, {test::pythonWithTorch(), m_folder.path(), {}});
        return model ? Error {} : model.error();
    }

    // What the user is told when this path is given, with an input of 1x4.
    std::string refusal(const std::filesystem::path& path, const std::string& className = "")
    {
        return refused(path, className, {{{1, 4}, false}}).message;
    }

    // A model of one input with these lines of example_inputs().
    Result<LoadedModel> withInputs(const std::string& returned)
    {
        return test::loadPython("import torch\n"
                                "class Model(torch.nn.Module):\n"
                                "    def forward(self, x, y=None):\n"
                                "        return x + 1 if y is None else x + y\n"
                                "def example_inputs():\n"
                                "    a, b = torch.ones(2, 4), torch.ones(3, 4)\n"
                                "    return "
                + returned + "\n",
            m_folder.path());
    }

    // A TorchScript file of one linear 4 -> 2.
    std::filesystem::path linearArchive()
    {
        const auto made = test::loadPython("import torch\n"
                                           "class Model(torch.nn.Module):\n"
                                           "    def __init__(self):\n"
                                           "        super().__init__()\n"
                                           "        self.a = torch.nn.Linear(4, 2)\n"
                                           "    def forward(self, x):\n"
                                           "        return self.a(x)\n"
                                           "def example_inputs():\n"
                                           "    return torch.ones(2, 4)\n",
            m_folder.path());
        return made ? made->info.exportedPath : "";
    }

    static bool says(const std::string& text, const std::string& part)
    {
        return text.find(part) != std::string::npos;
    }

    TemporaryDirectory m_folder;
};

TEST_F(LoadModel, saysWhatIsWrongWithAFile)
{
    EXPECT_PRED2(says, refusal(m_folder.path() / "none.pt"), "does not exist");
    EXPECT_PRED2(says, refusal(m_folder.path()), "is a folder");
    EXPECT_PRED2(says, refusal(file("empty.pt", "")), "is empty");
    EXPECT_PRED2(says, refusal(file("text.pt", "hello, world")), "is not a TorchScript archive");
    EXPECT_PRED2(says, refusal(file("cut.pt", "PK\x03\x04 and then nothing")), "truncated");
}

TEST_F(LoadModel, takesWeightedAndNamedExampleInputs)
{
    struct Form
    {
        std::string returned;
        std::vector<double> weights;
        std::size_t arguments;
    };
    // Every other form: tests/resources/ak_inputs_test.py, without a process for each.
    const std::vector<Form> forms {
        {"{'x': a, 'y': a}", {1}, 2}, {"[(3, (a, a)), (1, (b, b))]", {3, 1}, 2}};
    for (const auto& form : forms) {
        SCOPED_TRACE(form.returned);
        const auto model = withInputs(form.returned);
        ASSERT_TRUE(model) << model.error().message;
        std::vector<double> weights;
        for (const auto& set : model->inputs) {
            weights.push_back(set.weight);
            EXPECT_EQ(set.arguments->size(), form.arguments);
        }
        EXPECT_EQ(weights, form.weights);
    }
}

TEST_F(LoadModel, refusesBadExampleInputsInOneSentence)
{
    const std::vector<std::pair<std::string, std::string>> forms {
        {"[('twice', (a,))]", "weight 'twice'"}, {"(3, (3,))", "hold no tensor"}};
    for (const auto& [returned, words] : forms) {
        SCOPED_TRACE(returned);
        const auto model = withInputs(returned);
        ASSERT_FALSE(model);
        EXPECT_PRED2(says, model.error().message, words);
        EXPECT_FALSE(says(model.error().message, "\n"));
        EXPECT_EQ(model.error().detail, "");
    }
}

// What is shown is a sentence; what is kept beside it is short and holds no stack either.
TEST_F(LoadModel, showsNoStacks)
{
    const auto archive = linearArchive();
    ASSERT_TRUE(exists(archive));
    const auto bytes = readFile(archive);
    ASSERT_TRUE(bytes);
    const auto cut = file("cut_in_half.pt", bytes->substr(0, bytes->size() / 2));
    const auto state = m_folder.path() / "state.pt";
    ASSERT_TRUE(runProcess({test::pythonWithTorch().string(), "-c",
        "import sys, torch; torch.save(torch.nn.Linear(2, 2).state_dict(), sys.argv[1])",
        state.string()}));
    struct Case
    {
        std::filesystem::path path;
        std::vector<protocol::InputSpec> inputs;
        std::string words;
    };
    const std::vector<Case> cases {{cut, {{{1, 4}, false}}, "truncated"},
        {state, {{{1, 4}, false}}, "no TorchScript code"},
        {archive, {{{5, 7}, false}}, "cannot be multiplied"}, {archive, {{{5, 4}, true}}, "dtype"},
        {archive, {{{5, 4}, false}, {{5, 4}, false}}, "takes 1 input (x) and 2 were given"},
        {archive, {{{1000000000, 2560}, false}}, "The inputs alone need 10240.0 GB of memory"}};
    for (const auto& each : cases) {
        const auto error = refused(each.path, "", each.inputs);
        SCOPED_TRACE(each.path.string() + error.detail);
        EXPECT_PRED2(says, error.message, each.words);
        for (const auto& text : {error.message, error.detail})
            for (const auto* dump : {"frame #", "Exception raised", "Traceback", "enforce fail"})
                EXPECT_FALSE(says(text, dump)) << dump;
        EXPECT_FALSE(says(error.message, "\n"));
        EXPECT_LE(std::ranges::count(error.detail, '\n'), 8);
    }
}

TEST_F(LoadModel, saysHowMuchMemoryIsMissing)
{
    const auto source = file("large.py",
        "import torch\n"
        "class Large(torch.nn.Module):\n"
        "    def forward(self, x):\n"
        "        return torch.ones(4 * 10 ** 12) * x.sum()\n");
    const auto told = refusal(source, "Large");
    EXPECT_PRED2(says, told, "16000.0 GB of memory");
    EXPECT_FALSE(says(told, "enforce fail")) << told;
    const auto inputs = refused(source, "Large", {{{1000000000, 2560}, false}});
    EXPECT_PRED2(says, inputs.message, "The inputs alone need 10240.0 GB of memory");
    const auto scripted = file("scripted.py",
        "import torch\n"
        "class Scripted(torch.nn.Module):\n"
        "    def forward(self, x):\n"
        "        return torch.ones(x.size(0) * 1000000000000) * x.sum()\n");
    const auto archive = m_folder.path() / "scripted.pt";
    ProcessOptions there;
    there.workingDirectory = m_folder.path();
    ASSERT_TRUE(runProcess({test::pythonWithTorch().string(), "-c",
                               "import sys, torch; from scripted import Scripted; "
                               "torch.jit.script(Scripted()).save(sys.argv[1])",
                               archive.string()},
        {}, there));
    const auto error = refused(archive, "", {{{4, 4}, false}});
    EXPECT_PRED2(says, error.message, "16000.0 GB of memory");
    EXPECT_FALSE(says(error.message + error.detail, "enforce fail"));
}

TEST_F(LoadModel, saysThatTheFileEndedItsProcess)
{
    const auto ends = [&](const std::string& how) {
        return refusal(file("ends.py",
                           "import os, sys, torch\n"
                           "class Ends(torch.nn.Module):\n"
                           "    def __init__(self):\n"
                           "        "
                               + how + "\n"),
            "Ends");
    };
    const auto told = ends("os._exit(3)");
    EXPECT_PRED2(says, told, "exit code 3");
    EXPECT_PRED2(says, told, "printed nothing");
    EXPECT_FALSE(told.ends_with(": ")) << told;
    EXPECT_PRED2(says, ends("sys.exit(4)"), "sys.exit(4)");
}

TEST_F(LoadModel, asksForAPythonWhereThereIsNone)
{
    protocol::LoadModel request;
    request.path = file("model.py", "").string();
    const auto model = loadModel(request, {{}, m_folder.path(), {}});
    ASSERT_FALSE(model);
    EXPECT_PRED2(says, model.error().message, "AUTOKERNEL_PYTHON");
}

TEST_F(LoadModel, prefersAnExportThatFreezesNoValues)
{
    const auto model = test::loadPython("import torch\n"
                                        "class Model(torch.nn.Module):\n"
                                        "    def forward(self, x):\n"
                                        "        return x * float(x.sum().item())\n"
                                        "def example_inputs():\n"
                                        "    return torch.randn(2, 4)\n",
        m_folder.path());
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(model->info.route, "script");
}

TEST_F(LoadModel, saysWhichValuesATraceFroze)
{
    const auto model = test::loadPython("import torch\n"
                                        "class Model(torch.nn.Module):\n"
                                        "    def forward(self, x):\n"
                                        "        return x * float(x.numpy().sum())\n"
                                        "def example_inputs():\n"
                                        "    return torch.randn(2, 4)\n",
        m_folder.path());
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_TRUE(model->info.route.starts_with("trace: values computed in Python are frozen"))
        << model->info.route;
    EXPECT_PRED2(says, model->info.route, "model.py:4");
    EXPECT_PRED2(says, model->info.route, "differs by");
}

// Any random input may take the same branch as the first.
TEST_F(LoadModel, takesARouteThatKeepsABranchOfTheUsers)
{
    const auto model = test::loadPython("import torch\n"
                                        "class Model(torch.nn.Module):\n"
                                        "    def forward(self, x):\n"
                                        "        if x[0, 0] > -100:\n"
                                        "            return x + 1\n"
                                        "        return x - 1\n"
                                        "def example_inputs():\n"
                                        "    return torch.randn(2, 4)\n",
        m_folder.path());
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(model->info.route, "script");
}

TEST_F(LoadModel, namesFrozenValuesWhereInputSetsTellThemApart)
{
    const auto model = test::loadPython("import torch\n"
                                        "class Model(torch.nn.Module):\n"
                                        "    def forward(self, x):\n"
                                        "        return x * sum(x[0].tolist())\n"
                                        "def example_inputs():\n"
                                        "    return [torch.randn(2, 4), torch.randn(2, 4)]\n",
        m_folder.path());
    ASSERT_FALSE(model);
    EXPECT_PRED2(says, model.error().message, "values computed in Python are frozen (model.py:4)");
}

TEST_F(LoadModel, takesKeywordsWhereSeveralTensorsComeBack)
{
    const auto model
        = test::loadPython("import torch\n"
                           "class Model(torch.nn.Module):\n"
                           "    def forward(self, x, y):\n"
                           "        return {'sum': x + y, 'product': x * y}\n"
                           "def example_inputs():\n"
                           "    return {'x': torch.ones(2, 4), 'y': torch.ones(2, 4)}\n",
            m_folder.path());
    ASSERT_TRUE(model) << model.error().message;
    const auto outputs = runForward(*model->module, *model->inputs[0].arguments);
    ASSERT_TRUE(outputs) << outputs.error().message;
    EXPECT_EQ(outputs->size(), 2u);
}

TEST_F(LoadModel, saysHowTokenIdsAreGiven)
{
    const auto made = test::loadPython("import torch\n"
                                       "class Model(torch.nn.Module):\n"
                                       "    def __init__(self):\n"
                                       "        super().__init__()\n"
                                       "        self.table = torch.nn.Embedding(5, 4)\n"
                                       "    def forward(self, ids):\n"
                                       "        return self.table(ids)\n"
                                       "def example_inputs():\n"
                                       "    return torch.tensor([[1, 2]])\n",
        m_folder.path());
    ASSERT_TRUE(made) << made.error().message;
    const auto error = refused(made->info.exportedPath, "", {{{1, 8}, false}});
    EXPECT_PRED2(says, error.message, "--input int:1,128");
}

TEST_F(LoadModel, showsTheUsersErrorInOneSentence)
{
    const auto source = file("user.py",
        "import torch\n"
        "class Raises(torch.nn.Module):\n"
        "    def __init__(self):\n"
        "        raise ValueError('no weights here')\n");
    EXPECT_PRED2(says, refusal(source, "Raises"), "ValueError: no weights here");
    EXPECT_PRED2(says, refusal(source, "Absent"), "it defines: Raises");
    EXPECT_FALSE(says(refusal(source, "Raises"), "Traceback"));
}

TEST_F(LoadModel, leavesFilesThatGiveTheSameOutput)
{
    const auto model = test::loadPython(
        "import torch\n"
        "class Model(torch.nn.Module):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.a = torch.nn.Linear(4, 3)\n"
        "    def forward(self, x, scale, shift=None):\n"
        "        return {'y': self.a(x) * scale + shift, 'none': None}\n"
        "def example_inputs():\n"
        "    return [{'args': (torch.ones(2, 4), 3.0), 'kwargs': {'shift': torch.ones(3)}}]\n",
        m_folder.path());
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(model->info.route, "trace");
    EXPECT_EQ(model->info.parameters, 15);
    EXPECT_EQ(
        model->info.inputs, (std::vector<std::string> {"x float32[2,4]", "shift float32[3]"}));
    const auto outputs = runForward(*model->module, *model->inputs[0].arguments);
    ASSERT_TRUE(outputs) << outputs.error().message;
    ASSERT_EQ(outputs->size(), 1u);
    auto again = loadArchive(model->info.exportedPath);
    ASSERT_TRUE(again) << again.error().message;
    const auto inputs = readInputSets(model->info.inputsPath);
    ASSERT_TRUE(inputs) << inputs.error().message;
    const auto repeated = runForward(*again, *inputs->front().arguments);
    ASSERT_TRUE(repeated);
    EXPECT_TRUE(repeated->front().equal(outputs->front()));
}

TEST_F(LoadModel, takesTorchScriptWithInputsAndAsksForThemElse)
{
    const auto made = test::loadPython("import torch\n"
                                       "Model = type('Model', (torch.nn.Linear,), "
                                       "{'__init__': lambda s: torch.nn.Linear.__init__(s, 4, 2), "
                                       "'__module__': __name__})\n"
                                       "def example_inputs():\n"
                                       "    return [torch.ones(2, 4)]\n",
        m_folder.path());
    ASSERT_TRUE(made) << made.error().message;
    protocol::LoadModel request;
    request.path = made->info.exportedPath;
    const LoadOptions options {test::pythonWithTorch(), m_folder.path(), {}};
    const auto unasked = loadModel(request, options);
    ASSERT_FALSE(unasked);
    EXPECT_PRED2(says, unasked.error().message, "--input");
    request.inputs = {{{5, 4}, false}};
    const auto loaded = loadModel(request, options);
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->info.route, "torchscript");
    request.inputs = {{{5, 7}, false}};
    const auto wrong = loadModel(request, options);
    ASSERT_FALSE(wrong);
    EXPECT_PRED2(says, wrong.error().message, "float32[5,7]");
    EXPECT_PRED2(says, wrong.error().message, "cannot be multiplied");
}

// A process has one id: what another one calls its staged file must not reach the archive.
TEST_F(LoadModel, namesAModelByItsContentAlone)
{
    protocol::LoadModel request;
    request.path = linearArchive().string();
    request.inputs = {{{2, 4}, false}};
    const auto model = loadModel(request, {test::pythonWithTorch(), m_folder.path(), {}});
    ASSERT_TRUE(model) << model.error().message;
    std::filesystem::create_directories(m_folder.path() / "another process");
    const auto archive = m_folder.path() / "another process" / "model.pt";
    torch::jit::load(request.path).save(archive.string());
    EXPECT_EQ(model->info.sha256, *sha256HexOfFile(archive));
}

TEST_F(LoadModel, takesModelsOfTheTransformersLibrary)
{
    const auto model = test::loadPython(
        "import torch\n"
        "from transformers import LlamaConfig, LlamaForCausalLM\n"
        "class Model(LlamaForCausalLM):\n"
        "    def __init__(self):\n"
        "        super().__init__(LlamaConfig(hidden_size=32, num_hidden_layers=1, "
        "num_attention_heads=2,\n"
        "            intermediate_size=48, vocab_size=64))\n"
        "def example_inputs():\n"
        "    return [{'kwargs': {'input_ids': torch.arange(16).reshape(1, 16)}}]\n",
        m_folder.path());
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(model->vocabulary, 64);
    EXPECT_LT(model->info.exportMaximumDifference, 1e-5);
    EXPECT_EQ(model->info.route, "trace"); // its branches on shapes are no frozen values
}

} // namespace
} // namespace autokernel::lab

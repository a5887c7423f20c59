// SPDX-License-Identifier: Apache-2.0
#include "lab/model/forward.h"
#include "lab/model/loaded_model.h"
#include "support/small_models.h"

#include <gtest/gtest.h>

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

    // What the user is told when this path is given, with an input of 1x4.
    std::string refusal(const std::filesystem::path& path, const std::string& className = "")
    {
        protocol::LoadModel request;
        request.path = path.string();
        request.className = className;
        request.inputs = {{{1, 4}, false}};
        const auto model = loadModel(request, {test::pythonWithTorch(), m_folder.path(), {}});
        return model ? "" : model.error().message;
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

TEST_F(LoadModel, exportsLoadsAndReloadsWithTheSameOutput)
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
    const auto again = reloadModel(model->info);
    ASSERT_TRUE(again) << again.error().message;
    const auto repeated = runForward(*again->module, *again->inputs[0].arguments);
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
}

} // namespace
} // namespace autokernel::lab

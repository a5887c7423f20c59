// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "engine/run_toml.h"

#include <gtest/gtest.h>

namespace autokernel::engine {
namespace {
using namespace std::chrono_literals;

RunConfig readBack(const RunConfig& config)
{
    const TemporaryDirectory folder;
    const auto file = folder.path() / "run.toml";
    EXPECT_TRUE(writeFileAtomically(file, runToml(config)));
    const auto again = loadRunToml(file);
    EXPECT_TRUE(again) << again.error().message << "\n" << runToml(config);
    return again ? *again : RunConfig {};
}

RunConfig modelRun()
{
    RunConfig config;
    config.model = protocol::LoadModel {};
    config.model->path = "/models/it's \"mine\"\\net.py";
    config.model->className = "Net";
    config.model->inputs = {{{1, 128}, true}, {{4}, false}};
    config.model->vocabulary = 50257;
    config.model->dtype = "bf16";
    config.threads = 3;
    config.seed = 9;
    config.wallClock = 5400s;
    config.until = "07:00";
    config.experiments = 250;
    config.mutators = {"parameters", "crossover"};
    config.accept = "pytest -q && echo \"ok\"";
    config.withLadder = false;
    config.kernelRoots = {"/my kernels", "/b"};
    config.workerPrefix = {"ssh", "-p", "22", "my host"};
    return config;
}

TEST(RunToml, everythingOfAModelsRunIsReadBack)
{
    const auto config = modelRun();
    EXPECT_EQ(toJson(readBack(config)), toJson(config));
}

TEST(RunToml, everythingOfAKernelsRunIsReadBack)
{
    RunConfig config;
    config.target = kernel::Target {};
    config.target->type = "rmsnorm";
    config.target->variant = "residual";
    config.target->dtype = kernel::Dtype::BFloat16;
    config.target->symbols = {{"R", 512}, {"D", 768}};
    config.device = "cuda:0";
    EXPECT_EQ(toJson(readBack(config)), toJson(config));
}

TEST(RunToml, defaultsAreLeftOut)
{
    RunConfig config;
    config.model = protocol::LoadModel {};
    config.model->example = "gpt2";
    config.wallClock = 8h;
    EXPECT_EQ(runToml(config), "example = \"gpt2\"\ndtype = \"fp32\"\nfor = \"8h\"\n");
    EXPECT_EQ(runCommand(config), "autokernel-cli run --example gpt2 --dtype fp32 --for 8h");
}

TEST(RunToml, theCommandLineQuotesWhatAShellWouldRead)
{
    EXPECT_EQ(runCommand(modelRun()),
        "autokernel-cli run '/models/it'\\''s \"mine\"\\net.py' --class Net --input int:1,128 "
        "--input 4 --vocab 50257 --dtype bf16 --threads 3 --seed 9 --for 1h30m --until 07:00 "
        "--experiments 250 --mutators parameters --mutators crossover --accept 'pytest -q && echo "
        "\"ok\"' --no-ladder --kernels '/my kernels' "
        "--kernels /b --worker-prefix ssh --worker-prefix=-p --worker-prefix 22 "
        "--worker-prefix 'my host'");
}

TEST(RunToml, durationsAndInputsAreWrittenAsTheyAreRead)
{
    for (const char* text : {"8h", "1h30m", "90m", "45s", "1h1s"})
        EXPECT_EQ(parseDuration(formatDuration(*parseDuration(text))), *parseDuration(text))
            << text;
    EXPECT_EQ(formatDuration(90min), "1h30m");
    for (const char* text : {"1,512", "int:1,128", "7"})
        EXPECT_EQ(formatInput(*parseInput(text)), text);
}

} // namespace
} // namespace autokernel::engine

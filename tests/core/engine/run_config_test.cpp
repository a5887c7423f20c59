// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "engine/run_config.h"

#include <gmock/gmock.h>

namespace autokernel::engine {
namespace {
using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(RunConfig, readsDurations)
{
    EXPECT_EQ(parseDuration("90s"), 90s);
    EXPECT_EQ(parseDuration("5m"), 5min);
    EXPECT_EQ(parseDuration("1h30m"), 90min);
    for (const char* text : {"", "0m", "-5m", "5", "5x", "m", "1h-3m", "99999999999h", "5m "})
        EXPECT_FALSE(parseDuration(text)) << text;
}

TEST(RunConfig, aTimeOfDayThatHasPassedIsTomorrows)
{
    EXPECT_EQ(secondsUntil("07:00", 6h), 1h);
    EXPECT_EQ(secondsUntil("07:00", 8h), 23h);
    for (const char* text : {"7", "24:00", "07:60", "0700", "aa:bb", ":30", "007:00"})
        EXPECT_FALSE(secondsUntil(text, 0s)) << text;
}

TEST(RunConfig, readsInputs)
{
    const auto ids = parseInput("int:1,128");
    ASSERT_TRUE(ids);
    EXPECT_TRUE(ids->isInteger);
    EXPECT_EQ(ids->shape, (std::vector<std::int64_t> {1, 128}));
    for (const char* text : {"", "int:", "1,,2", "-1", "a", "99999999999,99999999999"})
        EXPECT_FALSE(parseInput(text)) << text;
}

TEST(RunConfig, aTomlFileSaysTheSameAsTheFlags)
{
    const TemporaryDirectory folder;
    const auto path = folder.path() / "run.toml";
    ASSERT_TRUE(writeFileAtomically(
        path, "example = \"gpt2\"\nfor = \"8h\"\ninput = [\"int:1,64\"]\nseed = 7\n"));
    const auto config = loadRunToml(path);
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->model->example, "gpt2");
    EXPECT_EQ(config->wallClock, 8h);
    EXPECT_EQ(config->seed, 7U);
    const auto again = runConfigFromJson(toJson(*config));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(toJson(*again), toJson(*config));
}

TEST(RunConfig, theLadderIsLeftOutByTheFlagsName)
{
    const TemporaryDirectory folder;
    const auto path = folder.path() / "run.toml";
    for (const auto& [line, withLadder] : {std::pair {"", true}, {"no-ladder = true\n", false},
             {"no-ladder = false\n", true}, {"ladder = false\n", false}}) {
        ASSERT_TRUE(writeFileAtomically(path, std::string("example = \"gpt2\"\n") + line));
        const auto config = loadRunToml(path);
        ASSERT_TRUE(config) << config.error().message;
        EXPECT_EQ(config->withLadder, withLadder) << line;
    }
}

TEST(RunConfig, aBadTomlFileIsNamedWithItsLine)
{
    const TemporaryDirectory folder;
    const auto path = folder.path() / "run.toml";
    const std::pair<const char*, const char*> cases[] {
        {"example = 5", "a string"},
        {"nonsense = true", "unknown key 'nonsense'"},
        {"kernel = \"rmsnorm\"\nmodel = \"net.pt\"", "name a model or a kernel, not both"},
        {"kernel = \"rmsnorm\"\nexample = \"gpt2\"", "name a model or a kernel, not both"},
        {"x =", "not valid TOML"},
        {"for = \"soon\"", "'soon' is not a duration"},
        {"for = \"0s\"", "no time at all"},
        {"until = \"25:00\"", "not a time of day"},
        {"threads = 0", "a whole number from 1 to 4096"},
        {"mutators = []", "'mutators' is empty"},
        {"mutators = [\"luck\"]", "unknown mutator 'luck'"},
        {"input = [\"one\"]", "not a whole number"},
        {"history = \"nightly.db\"", "--history FILE"},
        {"kernel = \"rmsnorm\"\nshape = \"R\"", "not a shape"},
        {"kernel = \"rmsnorm\"\ndtype = \"fp12\"", "unknown dtype 'fp12'"},
    };
    for (const auto& [text, message] : cases) {
        ASSERT_TRUE(writeFileAtomically(path, fmt::format("# tonight\n{}\n", text)));
        const auto config = loadRunToml(path);
        ASSERT_FALSE(config) << text;
        const auto line = std::string_view(text).starts_with("kernel") ? 3 : 2;
        EXPECT_THAT(config.error().message, HasSubstr(fmt::format("run.toml:{}: ", line)));
        EXPECT_THAT(config.error().message, HasSubstr(message));
    }
}

TEST(RunConfig, pathsOfATomlFileAreRelativeToItsFolder)
{
    const TemporaryDirectory folder;
    const auto path = folder.path() / "run.toml";
    const auto modelOf = [&](const std::string& text) {
        EXPECT_TRUE(writeFileAtomically(
            path, fmt::format("model = \"{}\"\nkernels = [\"mine\", \"/shared\"]\n", text)));
        const auto config = loadRunToml(path);
        EXPECT_TRUE(config) << config.error().message;
        EXPECT_EQ(config->kernelRoots,
            (std::vector<std::filesystem::path> {folder.path() / "mine", "/shared"}));
        return config->model->path;
    };
    EXPECT_EQ(modelOf("model.py"), folder.path() / "model.py");
    EXPECT_EQ(modelOf("../net/model.py"), folder.path().parent_path() / "net/model.py");
    EXPECT_EQ(modelOf("/models/model.py"), "/models/model.py");
}

TEST(RunConfig, numbersOfATomlFileAreWholeAndExact)
{
    const TemporaryDirectory folder;
    const auto path = folder.path() / "run.toml";
    const auto load = [&](const std::string& line) {
        EXPECT_TRUE(writeFileAtomically(path, "example = \"gpt2\"\n" + line + "\n"));
        return loadRunToml(path);
    };
    EXPECT_EQ(load("seed = 9007199254740993")->seed, 9007199254740993U) << "2^53 + 1";
    EXPECT_EQ(load("seed = 9223372036854775807")->seed, 9223372036854775807U);
    EXPECT_EQ(load("threads = 4096")->threads, 4096);
    EXPECT_EQ(load("experiments = 2147483647")->experiments, 2147483647);
    EXPECT_EQ(load("vocab = 9007199254740993")->model->vocabulary, 9007199254740993);
    for (const char* line : {"seed = -3", "seed = 0.5", "seed = 1.0", "seed = 9223372036854775808",
             "threads = 1_000_000_000_000", "threads = -1", "experiments = 4294967297",
             "experiments = 0", "experiments = 2.5", "vocab = -1", "vocab = 1e30"}) {
        const auto config = load(line);
        ASSERT_FALSE(config) << line;
        EXPECT_NE(config.error().message.find("run.toml:2"), std::string::npos)
            << config.error().message;
    }
    EXPECT_NE(load("experiments = 4294967297")
                  .error()
                  .message.find("must be a whole number from 1 to 2147483647"),
        std::string::npos);
}

TEST(RunConfig, aSeedIsOneThatEveryFileCanHold)
{
    RunConfig config;
    config.model = protocol::LoadModel {};
    config.seed = 9223372036854775807U;
    EXPECT_TRUE(validate(config));
    ++config.seed;
    EXPECT_FALSE(validate(config));
}

TEST(RunConfig, needsExactlyOneSubjectAndAPositiveBudget)
{
    RunConfig config;
    EXPECT_FALSE(validate(config));
    config.model = protocol::LoadModel {};
    EXPECT_TRUE(validate(config));
    config.model->path = "model.pt";
    EXPECT_TRUE(validate(config));
    config.model->example = "gpt2";
    EXPECT_FALSE(validate(config)) << "which of the two?";
    config.model->example.clear();
    config.experiments = 0;
    EXPECT_FALSE(validate(config));
    config.experiments = 1;
    config.target = kernel::Target {};
    EXPECT_FALSE(validate(config));
}

} // namespace
} // namespace autokernel::engine

// SPDX-License-Identifier: Apache-2.0
#include "cli/options.h"

#include <gmock/gmock.h>

namespace autokernel::cli {
namespace {

TEST(CommandLine, isRepeatedForTheHistoryInUse)
{
    const std::pair<const char*, const char*> cases[] {
        {"autokernel-cli run --kernel x", "autokernel-cli run --kernel x --history new.db"},
        {"autokernel-cli run --history old.db --for 5m",
            "autokernel-cli run --for 5m --history new.db"},
        {"autokernel-cli run --for 5m --history old.db",
            "autokernel-cli run --for 5m --history new.db"},
        {"autokernel-cli run --history=old.db", "autokernel-cli run --history new.db"},
        {"autokernel-cli run --history 'my old.db' --for 5m",
            "autokernel-cli run --for 5m --history new.db"},
        {"autokernel-cli run --history 'it'\\''s old.db' --for 5m",
            "autokernel-cli run --for 5m --history new.db"},
    };
    for (const auto& [stored, repeated] : cases)
        EXPECT_EQ(withHistory(stored, "new.db"), repeated);
    EXPECT_EQ(
        withHistory("autokernel-cli run", "my new.db"), "autokernel-cli run --history 'my new.db'");
}

TEST(CommandLine, isOneThatAShellReadsBack)
{
    std::vector<std::string> words {"autokernel-cli", "run", "it's a model.py", "--accept",
        "test -e 'x' && echo \"$HOME\"", ""};
    std::vector<char*> argv;
    for (auto& word : words)
        argv.push_back(word.data());
    const auto line = commandLineOf(static_cast<int>(argv.size()), argv.data());
    EXPECT_EQ(line,
        "autokernel-cli run 'it'\\''s a model.py' --accept 'test -e '\\''x'\\'' && echo "
        "\"$HOME\"' ''");
}

TEST(Failure, ofAFileIsNoUsageError)
{
    EXPECT_NE(asFailure(Error {ErrorCode::InvalidInput, "", {}}).code, ErrorCode::InvalidInput);
    EXPECT_EQ(asFailure(Error {ErrorCode::Cancelled, "", {}}).code, ErrorCode::Cancelled);
    EXPECT_EQ(complain(asFailure(Error {ErrorCode::InvalidInput, "a broken file.", {}})), 1);
    EXPECT_EQ(complain({ErrorCode::InvalidInput, "a wrong flag.", {}}), 2);
}

TEST(Device, isSpelledAsTheWorkerSpellsIt)
{
    for (const char* device : {"cpu", "cuda:0", "cuda:12"})
        EXPECT_TRUE(checkDevice(device)) << device;
    for (const char* device : {"", "gpu", "tpu:0", "cuda", "cuda:", "cuda:x", "cuda:-1", "cpu:0"})
        EXPECT_FALSE(checkDevice(device)) << device;
}

TEST(WorkerOptions, joinWhatARunTomlSaysOfTheWorker)
{
    engine::RunConfig config;
    config.device = "cuda:1";
    config.kernelRoots = {"mine"};
    config.workerPrefix = {"ssh", "host"};
    const auto options = workerOptions({}, config);
    EXPECT_EQ(options.device, "cuda:1");
    EXPECT_EQ(options.kernelRoots, config.kernelRoots);
    EXPECT_EQ(options.workerPrefix, config.workerPrefix);
    Options moved;
    moved.workerPrefix = {"ssh", "its-new-name"};
    EXPECT_EQ(workerOptions(moved, config).workerPrefix, moved.workerPrefix);
}

} // namespace
} // namespace autokernel::cli

// SPDX-License-Identifier: Apache-2.0
// A rung as a contender: a LibTorch or Python helper behind the block channel. Its results stay in
// the helper's own memory, as a user's would, until someone looks at them. One thread.
#pragma once

#include "lab/bench/contender.h"

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace autokernel::lab {

struct HelperStart
{
    std::vector<std::string> arguments; // [0] is the program
    std::map<std::string, std::string> environment; // beside what every contender gets
    int threads = 1;
    std::vector<int> cpus; // affinity; empty: ours
    std::chrono::nanoseconds readyTimeout = std::chrono::seconds(60); // load, compile, warm up
};

class RungContender final : public Contender
{
public:
    // Starts the helper without waiting for it: several can load at once.
    static Result<std::unique_ptr<RungContender>> spawn(
        std::string name, runner::RunMemory memory, const HelperStart& start);
    // Errors: RuntimeError with the helper's own words, TimedOut.
    Result<void> waitReady(std::chrono::nanoseconds timeout);

    const std::string& name() const override { return m_name; }
    Result<BlockTiming> runBlock(
        int firstSet, int step, int repeats, std::chrono::nanoseconds deadline) override;
    bool isAlive() override { return m_host.isAlive(); }
    // Puts the results of the calls so far where output() finds them, which asks for it itself.
    // The error says why the helper could not: its results have another shape.
    Result<void> deliver();
    // The output memory, into which a helper's calls may write. What a helper keeps in memory of
    // its own is freed at the next call on that set, and allocated anew.
    void overwriteResults() override;
    std::span<const std::byte> output(int set, int index) override;
    Result<void> checkMemory() override;

private:
    RungContender(
        std::string name, runner::RunMemory memory, runner::BlockChannelHost host, int core);

    std::string m_name;
    runner::RunMemory m_memory;
    runner::BlockChannelHost m_host;
    int m_core; // the helper's first; -1: any
    bool m_hasUndelivered = true; // the helper's warm-up left results
    std::vector<bool> m_isOverwritten; // sets on which no call was made since
};

// Spawns and waits for `start.readyTimeout`.
Result<std::unique_ptr<Contender>> startRung(
    std::string name, runner::RunMemory memory, const HelperStart& start);

// Allocator settings that keep freed pages, the same for every rung: fresh pages alone cost large
// outputs a factor of two to three.
std::map<std::string, std::string> keptPagesEnvironment();

// The Python with torch: $AUTOKERNEL_PYTHON, else the one that this build was configured with.
// Error: neither exists; the sentence says what to do.
Result<std::filesystem::path> helperPython();
// What a Python helper needs of our environment: search paths, temporary and cache folders.
std::map<std::string, std::string> pythonEnvironment();

std::filesystem::path ownProgram(); // this executable, which has the helper's roles

} // namespace autokernel::lab

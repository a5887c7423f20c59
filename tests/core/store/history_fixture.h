// SPDX-License-Identifier: Apache-2.0
// A history in a folder of its own, and records with every field set, for tests of store and
// report.
#pragma once

#include "base/files.h"
#include "store/history_reader.h"
#include "store/history_writer.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>

namespace autokernel::store::test {

// A Result's value; a failure ends the test with its sentence.
template <typename T> T unwrap(Result<T> result)
{
    if (!result)
        throw std::runtime_error(result.error().message + " | " + result.error().detail);
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

inline kernel::Target rmsnorm(std::int64_t rows = 2048)
{
    kernel::Target target;
    target.type = "rmsnorm";
    target.symbols = {{"R", rows}, {"D", 4096}};
    target.scalars = {{"eps", 1e-6}};
    return target;
}

inline protocol::DeviceInfo device()
{
    protocol::DeviceInfo device;
    device.id = "cpu";
    device.name = "Test CPU";
    device.cores = 2;
    device.memoryBytes = 8ull << 30;
    device.lastLevelCacheBytes = 32ull << 20;
    device.isa = {"avx2", "avx512f"};
    device.signature = "Test CPU; gcc 12; torch 2.11";
    return device;
}

// Pairs as a timing gives them: the parent's clock counts whole nanoseconds over a block of
// repeats.
inline protocol::PairBlock pairBlock(int pairs, double ratio, std::uint64_t seed, int repeats = 37)
{
    std::mt19937_64 random(seed);
    std::normal_distribution<double> noise(0, 0.03);
    protocol::PairBlock block;
    block.a = "incumbent";
    block.b = "candidate";
    block.target = rmsnorm().key();
    block.dataSets = 5;
    block.footprintBytes = 160u << 20;
    block.lastLevelCacheBytes = 32u << 20;
    block.repeatsA = repeats;
    block.repeatsB = repeats;
    block.seed = seed;
    block.stealFraction = 0.001;
    const auto perCall = [&](double scale) {
        return static_cast<double>(static_cast<std::int64_t>(5e6 * scale * (1 + noise(random))))
            / repeats;
    };
    for (int i = 0; i < pairs; ++i) {
        protocol::Pair pair;
        pair.aNanoseconds = perCall(1);
        pair.bNanoseconds = perCall(1 / ratio);
        pair.aWitnessNanoseconds = perCall(2);
        pair.bWitnessNanoseconds = perCall(2 / ratio);
        pair.dataSet = i % 5;
        pair.aFirst = i % 4 == 0 || i % 4 == 3;
        if (i % 29 == 28)
            pair.droppedBecause = "a clock was below 75 % of the run's median";
        block.pairs.push_back(pair);
    }
    return block;
}

inline protocol::StageEvidence stage(protocol::Stage kind, int cases, double worst = 0.4)
{
    protocol::StageEvidence evidence;
    evidence.stage = kind;
    evidence.seconds = 0.2;
    for (int i = 0; i < cases; ++i) {
        protocol::CheckCase check;
        check.stage = kind;
        check.name = "uniform";
        check.symbols = "D=4096,R=" + std::to_string(16 + i);
        check.dtype = "fp32";
        check.output = "y";
        check.worstMaxRatio = i == cases - 1 ? worst : worst / 2;
        check.worstRmsRatio = worst / 3;
        check.maxError = 3.1e-7;
        check.yardstickMaxError = 4.7e-7;
        evidence.cases.push_back(check);
    }
    return evidence;
}

inline ExperimentRecord experiment(RunId run, TargetId target, int index)
{
    ExperimentRecord e;
    e.run = run;
    e.target = target;
    e.candidate.source = "// SPDX-License-Identifier: Apache-2.0\nvoid rmsnorm(const ak_args*);\n";
    e.candidate.tunables = {{"UNROLL", index}, {"ROWS", 4}};
    e.candidate.normalisedHash = "hash-" + std::to_string(index);
    e.candidate.title = "two rows at a time, unroll " + std::to_string(index);
    e.mutator = "parameter_search";
    e.idea = "UNROLL = " + std::to_string(index);
    e.verdict = {judge::VerdictKind::Reverted, "futile", "0.4 % slower than the incumbent."};
    e.stageReached = ExperimentStage::FirstGate;
    e.overIncumbent = SpeedupInterval {0.996, 0.99, 1.002};
    e.overStarter = SpeedupInterval {1.2 + index * 1e-4, 1.19, 1.21};
    e.candidateMicroseconds = 812.5;
    e.incumbentMicroseconds = 809.25;
    e.judgeContext = {{"noise_floor", 0.004}};
    e.seed = 0xFEDCBA9876543210u;
    e.startedAt = "2026-03-01T22:04:05.123Z";
    e.compileSeconds = 1.5;
    e.checkSeconds = 0.75;
    e.timeSeconds = 2.25;
    e.binarySha256 = std::string(64, 'a');
    e.checks = {stage(protocol::Stage::Smoke, 4)};
    e.blocks = {{BlockPurpose::FirstGate, pairBlock(60, 0.996, static_cast<std::uint64_t>(index))}};
    return e;
}

class HistoryTest : public testing::Test
{
protected:
    HistoryWriter writer() { return unwrap(HistoryWriter::open(m_file)); }
    HistoryReader reader() const { return unwrap(HistoryReader::open(m_file)); }
    static RunId newRun(HistoryWriter& writer)
    {
        NewRun run;
        run.kind = RunKind::Kernel;
        run.device = unwrap(writer.recordDevice(device()));
        run.config = {{"experiments", 100}};
        run.seed = 0xFFFFFFFFFFFFFFFFu;
        run.commandLine = "autokernel-cli run --kernel rmsnorm";
        run.version = "0.1.0";
        return unwrap(writer.createRun(run));
    }

    TemporaryDirectory m_folder;
    std::filesystem::path m_file = m_folder.path() / "history.db";
};

} // namespace autokernel::store::test

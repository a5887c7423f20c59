// SPDX-License-Identifier: Apache-2.0
// A synthetic run of a small model: two kernels with a search, keeps, a demotion, failures, a
// rejected cheat, controls, a ladder, whole-model timings and an alarm. Deterministic.
#pragma once

#include "core/store/history_fixture.h"

#include "report/report_data.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cmath>

namespace autokernel::report::test {

using store::test::unwrap;

inline protocol::ContenderSamples samples(
    const std::string& name, double microseconds, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    std::normal_distribution<double> noise(0, 0.01);
    protocol::ContenderSamples result;
    result.name = name;
    result.correct = true;
    for (int i = 0; i < 41; ++i)
        result.nanoseconds.push_back(microseconds * 1e3 * (1 + noise(random)));
    return result;
}

struct Scenario
{
    double finalSpeedup = 1.36; // of the model, over eager
    double freeRungSpeedup = 1.28; // of torch_compile_frozen
    bool withFinal = true;
    bool isVendorRungCorrect = true;
    std::string hostile; // goes into every text that is not ours
};

class SyntheticRun
{
public:
    SyntheticRun(store::HistoryWriter& writer, Scenario scenario)
        : m_writer(writer)
        , m_scenario(std::move(scenario))
    {
        begin();
        searchKernel(m_matmul, 41'000 * 0.62 / 24, 120, 11, store::GainOrigin::Packing);
        measure(
            store::ModelMeasurement::AfterKeep, "eager", 1.02 * std::sqrt(m_scenario.finalSpeedup));
        searchKernel(m_rmsnorm, 41'000 * 0.11 / 25, 70, 12, store::GainOrigin::Starter);
        finish();
    }
    store::RunId run() const { return m_run; }

private:
    void begin()
    {
        auto device = store::test::device();
        device.name = "Xeon <Test> & Co" + m_scenario.hostile;
        const auto deviceId = unwrap(m_writer.recordDevice(device));
        roofline::Roofs roofs;
        roofs.deviceSignature = device.signature;
        roofs.measuredAt = "2026-03-01T22:00:00.000Z";
        roofs.compute = {{"fp32", "avx512", 2, {1.4e11, 1.38e11, 1.41e11}}};
        roofs.bandwidth = {{"L2", "copy", 2, 1 << 19, {1.6e11, 1.5e11, 1.6e11}},
            {"DRAM", "copy", 2, 1u << 28, {1.9e10, 1.8e10, 1.9e10}}};
        roofs.caches = {{"L2", 1 << 20}, {"L3", 32u << 20}};
        unwrap(m_writer.recordRoofs(deviceId, roofs));
        protocol::ModelInfo model;
        model.name = "gpt2" + m_scenario.hostile;
        model.sha256 = std::string(64, 'c');
        model.inputs = {"ids int64[1,128]"};
        model.dtype = "fp32";
        model.threads = 2;
        store::NewRun run;
        run.device = deviceId;
        run.model = unwrap(m_writer.recordModel(model));
        run.commandLine = "autokernel-cli run --example gpt2 --for 15m" + m_scenario.hostile;
        run.seed = 42;
        run.version = "0.1.0";
        m_run = unwrap(m_writer.createRun(run));
        kernel::Target matmul;
        matmul.type = "matmul";
        matmul.variant = "linear_bias";
        matmul.symbols = {{"M", 128}, {"N", 3072}, {"K", 768}};
        m_matmul = unwrap(m_writer.recordTarget(m_run, matmul, 0.62, "done", "at its headroom"));
        m_rmsnorm = unwrap(
            m_writer.recordTarget(m_run, store::test::rmsnorm(128), 0.11, "done", "budget used"));
        profile();
        ladder();
    }

    void profile()
    {
        protocol::Profile profile;
        profile.forwardMicroseconds = 41'000;
        profile.forwardLow = 40'600;
        profile.forwardHigh = 41'500;
        profile.outsideOpsMicroseconds = 900;
        profile.unmatched = {{"aten::embedding", "int64[1,128]", 2, 300},
            {"aten::cat", "", 24, 2200}, {"aten::permute" + m_scenario.hostile, "", 48, 700}};
        unwrap(m_writer.recordProfile(m_run, profile));
    }

    void ladder()
    {
        const auto add = [&](const std::string& name, double speedup, bool correct = true) {
            store::LadderRecord row;
            row.run = m_run;
            row.samples = samples(name, 41'000 / speedup, 5);
            row.samples.correct = correct;
            row.recipe = {"import torch", "model = torch.compile(model)  # " + name};
            unwrap(m_writer.recordLadder({&row, 1}));
        };
        add("eager", 1);
        add("torchscript_frozen", 1.06, m_scenario.isVendorRungCorrect);
        add("torch_compile", 1.11);
        add("torch_compile_frozen", m_scenario.freeRungSpeedup);
        add("fast_but_wrong", 9, false);
        store::LadderRecord absent;
        absent.run = m_run;
        absent.samples.name = "openvino";
        absent.samples.error = "it is not installed" + m_scenario.hostile;
        unwrap(m_writer.recordLadder({&absent, 1}));
    }

    void searchKernel(store::TargetId target, double eagerMicroseconds, int count, unsigned seed,
        store::GainOrigin first)
    {
        std::mt19937 random(seed);
        std::normal_distribution<double> noise(0, 0.08);
        double best = 1;
        for (int i = 0; i < count; ++i) {
            auto e = store::test::experiment(m_run, target, static_cast<int>(seed) * 1000 + i);
            const double ratio = i == 0 ? 1.4 : std::exp(noise(random) - 0.05);
            const bool keeps = i == 0 || (ratio > 1.02 && i % 3 == 0);
            e.candidate.source = source(i);
            e.candidate.title
                = (i == 0 ? "as shipped" : "tile " + std::to_string(8 + i)) + m_scenario.hostile;
            e.mutator = i == 0 ? "seed" : "parameters";
            e.incumbentMicroseconds = eagerMicroseconds / best;
            e.candidateMicroseconds = eagerMicroseconds / (best * ratio);
            e.overIncumbent = store::SpeedupInterval {ratio, ratio * 0.99, ratio * 1.01};
            e.overEager
                = store::SpeedupInterval {best * ratio, best * ratio * 0.985, best * ratio * 1.015};
            e.verdict = {judge::VerdictKind::Reverted, "futile",
                "No gain of 1 % or more." + m_scenario.hostile};
            if (i % 11 == 5)
                fail(e, judge::VerdictKind::CompileError, "compiler", "It did not compile.");
            else if (i % 13 == 7)
                fail(e, judge::VerdictKind::Incorrect, "budget",
                    "Row 3 is 12 times over its budget.");
            else if (i == 40)
                fail(e, judge::VerdictKind::Rejected, "C4",
                    "It made a raw system call" + m_scenario.hostile + ".");
            else if (keeps)
                keep(e, best, ratio, i == 0 ? first : store::GainOrigin::Search);
            else if (i % 17 == 3)
                e.verdict
                    = {judge::VerdictKind::Inconclusive, "exhausted", "200 pairs were not enough."};
            e.control = i == 30 ? store::ControlKind::SameCode : store::ControlKind::None;
            m_last = unwrap(m_writer.recordExperiment(e));
        }
    }

    static void fail(store::ExperimentRecord& e, judge::VerdictKind kind, const char* rule,
        const std::string& why)
    {
        e.verdict = {kind, rule, why};
        e.overIncumbent.reset();
        e.overStarter.reset();
        e.overEager.reset();
        e.candidateMicroseconds.reset();
        e.blocks.clear();
    }

    static void keep(
        store::ExperimentRecord& e, double& best, double ratio, store::GainOrigin origin)
    {
        best *= ratio;
        e.verdict
            = {judge::VerdictKind::Kept, "confirmed", "The gain was confirmed in fresh processes."};
        e.checks.push_back(store::test::stage(protocol::Stage::ShapeSweep, 9, 0.8));
        e.blocks.push_back({store::BlockPurpose::Estimate, store::test::pairBlock(30, ratio, 3)});
        e.keep = store::Keep {origin, *e.overIncumbent, e.overEager};
    }

    std::string source(int i) const
    {
        std::string text = "// SPDX-License-Identifier: Apache-2.0\n" + m_scenario.hostile + "\n";
        for (int line = 0; line < 30; ++line)
            text += "    sum" + std::to_string(line % 4) + " += x[" + std::to_string(line) + "];\n";
        return text + "constexpr int kTile = " + std::to_string(8 + i) + ";\n";
    }

    void measure(store::ModelMeasurement kind, const std::string& baseline, double speedup,
        bool verified = false)
    {
        store::EndToEndRecord record;
        record.run = m_run;
        record.kind = kind;
        record.baseline = baseline;
        record.contender = "winners";
        record.overBaseline = {speedup, speedup * 0.985, speedup * 1.015};
        record.baselineMicroseconds = 41'000;
        record.contenderMicroseconds = 41'000 / speedup;
        record.forecast = speedup * 1.03;
        record.applied = {m_matmul, m_rmsnorm};
        record.worstMaxRatio = 0.41;
        record.worstRmsRatio = 0.37;
        record.inputsChecked = 8;
        record.truth = "fp64";
        record.verified = verified;
        record.notVerifiedBecause = verified ? "" : "it is interim";
        record.blocks = {store::test::pairBlock(30, speedup, 9)};
        unwrap(m_writer.recordEndToEnd(record));
    }

    void finish()
    {
        if (m_scenario.withFinal) {
            measure(store::ModelMeasurement::Final, "eager", m_scenario.finalSpeedup, true);
            measure(store::ModelMeasurement::FreeRung, "torch_compile_frozen",
                m_scenario.finalSpeedup / m_scenario.freeRungSpeedup);
            measure(
                store::ModelMeasurement::Package, "eager", m_scenario.finalSpeedup * 0.995, true);
            measure(store::ModelMeasurement::Packing, "starters packing at each call", 1.12);
        }
        unwrap(m_writer.recordAlarm(m_run,
            {"forecast", judge::AlarmAction::Note, 0.4, 0.3,
                "Forecast and measurement differ" + m_scenario.hostile + "."}));
        unwrap(m_writer.setRunState(m_run, store::RunState::Finished, "done"));
    }

    store::HistoryWriter& m_writer;
    Scenario m_scenario;
    store::RunId m_run;
    store::TargetId m_matmul;
    store::TargetId m_rmsnorm;
    store::ExperimentId m_last;
};

class ReportTest : public store::test::HistoryTest
{
protected:
    ReportData report(Scenario scenario = {})
    {
        auto history = writer();
        history.database().sqlite().exec(
            "PRAGMA synchronous = OFF"); // nothing here outlives the test
        const SyntheticRun run(history, std::move(scenario));
        m_run = run.run();
        ReportOptions options;
        options.madeAt = "2026-03-02T07:00:00.000Z";
        options.types = unwrap(kernel::loadKernelTypes({installationRoot() / "kernels"}));
        return unwrap(buildReport(reader(), m_run, options));
    }
    store::RunId m_run;
};

} // namespace autokernel::report::test

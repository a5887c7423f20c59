// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui_history.h"

#include "core/store/history_fixture.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <array>

namespace autokernel::bench {
namespace {

using judge::VerdictKind;
using store::test::unwrap;

constexpr int kKernels = 9;
constexpr int kKeepEach = 1000;
constexpr double kForward = 41'000; // microseconds

} // namespace

LongNight::LongNight(const std::filesystem::path& file)
    : m_writer(unwrap(store::HistoryWriter::open(file)))
{
    m_writer.database().sqlite().exec("PRAGMA synchronous = OFF");
    store::NewRun run;
    run.device = unwrap(m_writer.recordDevice(store::test::device()));
    protocol::ModelInfo model;
    model.name = "gpt2";
    model.sha256 = std::string(64, 'c');
    model.threads = 2;
    run.model = unwrap(m_writer.recordModel(model));
    m_run = unwrap(m_writer.createRun(run));
    roofline::Roofs roofs;
    roofs.measuredAt = "2026-03-01T22:00:00.000Z";
    roofs.compute = {{"fp32", "avx512", 2, {1.4e11, 1.38e11, 1.41e11}}};
    roofs.bandwidth = {{"DRAM", "copy", 2, 1u << 28, {1.9e10, 1.8e10, 1.9e10}}};
    unwrap(m_writer.recordRoofs(run.device, roofs));
    protocol::Profile profile;
    profile.forwardMicroseconds = kForward;
    for (int i = 0; i < kKernels; ++i) {
        const auto target = store::test::rmsnorm(128 * (i + 1));
        m_targets.push_back(unwrap(m_writer.recordTarget(m_run, target, 0.1)));
        protocol::Site site;
        site.index = i;
        site.target = target;
        site.callsPerForward = 12;
        site.microsecondsPerForward = 0.1 * kForward;
        profile.sites.push_back(site);
    }
    unwrap(m_writer.recordProfile(m_run, profile));
}

store::ExperimentRecord LongNight::make(int index) const
{
    constexpr std::array kVerdicts {VerdictKind::Reverted, VerdictKind::Reverted,
        VerdictKind::Inconclusive, VerdictKind::Reverted, VerdictKind::Incorrect,
        VerdictKind::CompileError};
    auto record = store::test::experiment(
        m_run, m_targets[static_cast<std::size_t>(index / 50 % kKernels)], index);
    record.checks.clear();
    record.blocks.clear();
    record.verdict.kind = kVerdicts[static_cast<std::size_t>(index) % kVerdicts.size()];
    const double best = 1 + 0.012 * (index / kKeepEach);
    const double speedup = best * (0.7 + 0.0003 * ((index * 7919) % 1000));
    record.overEager = store::SpeedupInterval {speedup, 0.99 * speedup, 1.01 * speedup};
    record.candidateMicroseconds = 340 / speedup;
    const int second = index * 3;
    record.startedAt = fmt::format("2026-03-{:02}T{:02}:{:02}:{:02}.000Z", 1 + second / 86400,
        second / 3600 % 24, second / 60 % 60, second % 60);
    if (index % kKeepEach == 0) {
        record.verdict.kind = VerdictKind::Kept;
        record.keep = store::Keep {store::GainOrigin::Search, {1.012, 1.01, 1.02},
            store::SpeedupInterval {best, 0.99 * best, 1.01 * best}};
        record.blocks.push_back(
            {store::BlockPurpose::Estimate, store::test::pairBlock(30, 1.01, 1)});
    }
    return record;
}

void LongNight::add(int experiments)
{
    for (int i = 0; i < experiments; ++i)
        unwrap(m_writer.recordExperiment(make(m_count++)));
}

} // namespace autokernel::bench

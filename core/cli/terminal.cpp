// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal.h"

#include "base/statistics.h"
#include "report/format.h"

#include <algorithm>
#include <cstdio>

namespace autokernel::cli {
namespace {
constexpr std::size_t kStatusColumns = 118;
constexpr auto kPlainInterval = std::chrono::seconds(10);

template <typename... Visitors> struct Overload : Visitors...
{
    using Visitors::operator()...;
};
template <typename... Visitors> Overload(Visitors...) -> Overload<Visitors...>;

std::string interval(const store::SpeedupInterval& value)
{
    return fmt::format("{:.3f}x ({:.3f} to {:.3f})", value.value, value.low, value.high);
}

std::string timeLeft(std::chrono::seconds duration) // "2 h 05 min", "3 min 20 s"
{
    const auto total = duration.count();
    if (total >= 3600)
        return fmt::format("{} h {:02} min", total / 3600, total % 3600 / 60);
    if (total >= 60)
        return fmt::format("{} min {:02} s", total / 60, total % 60);
    return fmt::format("{} s", total);
}
} // namespace

void TerminalView::line(const std::string& text)
{
    if (m_hasStatus)
        std::fputs("\r\033[K", stdout);
    m_hasStatus = false;
    std::puts(text.c_str());
    std::fflush(stdout);
}

void TerminalView::status(const engine::Progress& progress)
{
    std::string text = fmt::format("{} | {}", engine::toString(progress.phase),
        report::formatCounted(progress.experiments, "experiment"));
    if (progress.bestSpeedup > 0)
        text += fmt::format(
            " | {} {:.2f}x over {}", progress.bestKernel, progress.bestSpeedup, progress.baseline);
    if (progress.endToEndSpeedup > 0)
        text += fmt::format(" | model {:.2f}x over eager", progress.endToEndSpeedup);
    if (progress.left < std::chrono::hours(24 * 300))
        text += " | " + timeLeft(progress.left) + " left";
    text += " | " + progress.text;
    if (m_isTerminal) {
        std::printf("\r\033[K%s", text.substr(0, kStatusColumns).c_str());
        std::fflush(stdout);
        m_hasStatus = true;
        return;
    }
    const auto now = std::chrono::steady_clock::now();
    const std::string key(engine::toString(progress.phase));
    if (key != m_lastPlain || now - m_lastPlainAt > kPlainInterval) {
        m_lastPlain = key;
        m_lastPlainAt = now;
        line(text);
    }
}

void TerminalView::ladder(const engine::LadderMeasured& ladder)
{
    line("  free rungs, one forward (median, 95 % interval):");
    const auto row = [&](const std::string& name, const protocol::ContenderSamples& samples) {
        if (!samples.error.empty()) {
            line(fmt::format("    {:<24} not available: {}", name, samples.error));
            return;
        }
        const auto range = statistics::medianInterval(samples.nanoseconds);
        line(
            fmt::format("    {:<24} {:>10}  {}{}", name,
                report::formatMicroseconds(statistics::median(samples.nanoseconds) / 1e3),
                report::formatSpread(range.low / 1e3, range.high / 1e3, samples.nanoseconds.size()),
                report::witnessRemark(samples))
            + (samples.correct ? "" : "  outside the error budget"));
    };
    for (const auto& rung : ladder.model.rungs)
        row(rung.name, rung.samples);
    for (const auto& samples : ladder.kernel)
        row(samples.name, samples);
}

void TerminalView::profile(const engine::ProfileReady& ready)
{
    const double forward = ready.profile.forwardMicroseconds;
    line(fmt::format("  one forward takes {} ({} to {}); what it is made of:",
        report::formatMicroseconds(forward), report::formatMicroseconds(ready.profile.forwardLow),
        report::formatMicroseconds(ready.profile.forwardHigh)));
    for (const auto& target : ready.ranking)
        line(fmt::format("    {:5.1f} %  {:g} calls of {}", target.share * 100,
            target.callsPerForward, target.target.key()));
    double unmatched = 0;
    for (const auto& op : ready.profile.unmatched)
        unmatched += op.microsecondsPerForward;
    line(fmt::format("    {:5.1f} %  in ops that no kernel type stands for, {:.1f} % outside ops",
        unmatched / forward * 100, ready.profile.outsideOpsMicroseconds / forward * 100));
}

void TerminalView::endToEnd(const store::EndToEndRecord& record)
{
    const bool wasTimed = !record.blocks.empty();
    std::string text = fmt::format("  {}: ", store::toString(record.kind))
        + (wasTimed ? fmt::format(
               "the model runs {} as fast as {}", interval(record.overBaseline), record.baseline)
                    : "the model as it was");
    if (record.forecast)
        text += fmt::format(", forecast {:.3f}x", *record.forecast);
    if (!record.notVerifiedBecause.empty())
        text += "; not verified: " + record.notVerifiedBecause;
    line(text);
}

void TerminalView::show(const engine::Event& event)
{
    std::visit(Overload {
                   [&](const engine::RunStarted& started) {
                       line(fmt::format(
                           "run {}: {} on {}", started.run.value, started.subject, started.device));
                   },
                   [&](const engine::Progress& progress) { status(progress); },
                   [&](const engine::LadderMeasured& measured) { ladder(measured); },
                   [&](const engine::ProfileReady& ready) { profile(ready); },
                   [&](const engine::ExperimentFinished& experiment) {
                       line(fmt::format("  #{:<4} {:<13} {}: {}", experiment.number,
                           judge::toString(experiment.verdict.kind), experiment.target,
                           experiment.verdict.sentence));
                   },
                   [&](const engine::EndToEndMeasured& measured) { endToEnd(measured.record); },
                   [&](const engine::Notice& notice) {
                       line(fmt::format("  {}: {}", store::toString(notice.level), notice.text));
                   },
                   [&](const engine::RunEnded& ended) {
                       line(fmt::format("{}: {}", store::toString(ended.state), ended.summary));
                   },
               },
        event);
}

} // namespace autokernel::cli

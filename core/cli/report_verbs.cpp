// SPDX-License-Identifier: Apache-2.0
#include "cli/verbs.h"

#include "base/files.h"
#include "base/statistics.h"
#include "engine/package_folder.h"
#include "judge/gain.h"
#include "judge/pair.h"
#include "report/export.h"
#include "report/report_writers.h"

#include <cmath>
#include <cstdio>
#include <memory>

namespace autokernel::cli {
namespace fs = std::filesystem;
namespace {

enum class Format
{
    Html,
    Markdown,
    Json,
    Csv
};

struct RunArgument
{
    std::string run = "last";
    fs::path out;
    Format format = Format::Html;
};

Result<void> deliver(const std::string& text, const fs::path& out)
{
    if (!out.empty())
        return writeFileAtomically(out, text);
    std::fputs(text.c_str(), stdout);
    if (!text.ends_with('\n'))
        std::fputc('\n', stdout);
    return {};
}

Result<std::string> reportText(const Options& options, const RunArgument& argument)
{
    AK_ASSIGN(const auto reader, openReader(options));
    AK_ASSIGN(const auto run, runIdOf(reader, argument.run));
    report::ReportOptions reportOptions;
    AK_ASSIGN(reportOptions.types, kernelTypes(options));
    AK_ASSIGN(const auto report, report::buildReport(reader, run, reportOptions));
    switch (argument.format) {
    case Format::Markdown:
        return report::writeMarkdown(report);
    case Format::Json:
        return report::writeJson(report).dump(2);
    default:
        return report::writeHtml(report);
    }
}

Result<std::string> exportText(const Options& options, const RunArgument& argument)
{
    AK_ASSIGN(const auto reader, openReader(options));
    AK_ASSIGN(const auto run, runIdOf(reader, argument.run));
    if (argument.format == Format::Csv)
        return report::experimentsCsv(reader, run);
    AK_ASSIGN(const auto json, report::exportJson(reader, run));
    return json.dump(2);
}

int deliverText(const Result<std::string>& text, const fs::path& out)
{
    if (!text)
        return complain(text.error());
    const auto delivered = deliver(*text, out);
    return delivered ? 0 : complain(delivered.error());
}

Result<fs::path> packageOf(const Options& options, const std::string& run)
{
    AK_ASSIGN(const auto reader, openReader(options));
    AK_ASSIGN(const auto id, runIdOf(reader, run));
    return engine::storedPackage(reader, id, options.historyFile());
}

// Says so where the run's own end did not verify what is packaged.
Result<void> tellWhetherVerified(const Options& options, const std::string& run)
{
    AK_ASSIGN(const auto reader, openReader(options));
    AK_ASSIGN(const auto id, runIdOf(reader, run));
    AK_ASSIGN(const auto report, report::buildReport(reader, id));
    if (!report.outcome.verified)
        std::printf("run %lld is not verified: %s\n", static_cast<long long>(id.value),
            report.outcome.notVerifiedBecause.c_str());
    return {};
}

// The package from its own files: output checked against the original, and timed in a fresh
// process.
Result<void> verifyPackage(const Options& options, const fs::path& folder, const std::string& run)
{
    AK_ASSIGN(const auto reader, openReader(options));
    AK_ASSIGN(const auto id, runIdOf(reader, run));
    AK_ASSIGN(const auto details, reader.run(id));
    AK_ASSIGN(const auto config, engine::runConfigFromJson(details.config));
    if (!config.model)
        return fail(ErrorCode::Unsupported,
            "run {} worked on a kernel, not on a model: there is no package.", id.value);
    const auto worker = makeWorker(workerOptions(options, config));
    const engine::CallOptions call {std::chrono::seconds(900), {}, interruptToken()};
    AK_TRY(asFailure(worker->call("load_model", *config.model, call)));
    AK_ASSIGN(const auto check,
        asFailure(worker->ask<protocol::CheckModelReply>(
            "check_model", {{"directory", folder.string()}, {"seed", 4711}, {"inputs", 8}}, call)));
    if (!check.failure.empty())
        return fail(ErrorCode::RuntimeError, "the package does not run: {}.", check.failure);
    std::printf("outputs: error at most %.2f of its budget on %d inputs, truth %s\n",
        std::max(check.worstMaxRatio, check.worstRmsRatio), check.inputsChecked,
        check.truth.c_str());
    if (!(check.worstMaxRatio <= 1 && check.worstRmsRatio <= 1))
        return fail(ErrorCode::RuntimeError, "the package's outputs exceed their error budget.");
    protocol::TimeModelRequest request;
    request.a = "original";
    request.b = "python_package:" + folder.string();
    request.pairs = 30;
    request.freshProcesses = true;
    request.seed = 4711;
    AK_ASSIGN(const auto profile, reader.profile(id));
    if (profile)
        request.forwardNanoseconds = profile->forwardMicroseconds * 1000;
    AK_ASSIGN(
        const auto block, asFailure(worker->ask<protocol::PairBlock>("time_model", request, call)));
    const auto series = judge::pairSeries({&block, 1});
    const auto gain = judge::printedGain(series.logRatios, request.seed);
    if (!gain)
        return fail(ErrorCode::RuntimeError,
            "too few pairs counted: the machine is too busy to time the package.");
    std::printf("speed: %.3fx over eager (%.3f to %.3f, %zu pairs) in a fresh Python process\n",
        gain->speedup, gain->low, gain->high, gain->pairs);
    if (gain->low <= 1)
        return fail(ErrorCode::RuntimeError, "the package shows no gain over eager here.");
    return {};
}

int packageVerb(const Options& options, const RunArgument& argument)
{
    const auto folder = packageOf(options, argument.run);
    if (!folder)
        return complain(folder.error());
    if (const auto checked = engine::checkPackageOutput(argument.out); !checked)
        return complain(checked.error());
    if (const auto told = tellWhetherVerified(options, argument.run); !told)
        return complain(told.error());
    if (const auto copied = engine::copyPackage(*folder, argument.out); !copied)
        return complain(copied.error());
    const auto verified = verifyPackage(options, fs::absolute(argument.out), argument.run);
    if (!verified)
        return complain(verified.error());
    std::printf("package: %s (see load.py)\n", argument.out.c_str());
    return 0;
}

int verifyVerb(const Options& options, const RunArgument& argument)
{
    const auto folder = packageOf(options, argument.run);
    if (!folder)
        return complain(folder.error());
    if (const auto told = tellWhetherVerified(options, argument.run); !told)
        return complain(told.error());
    const auto verified = verifyPackage(options, *folder, argument.run);
    return verified ? 0 : complain(verified.error());
}

// At most one of a verb's formats may be asked for.
void addFormat(
    CLI::App& verb, RunArgument& argument, const char* flag, Format format, const char* help)
{
    auto* option = verb.add_flag_callback(
        flag, [&argument, format] { argument.format = format; }, help);
    for (const char* other : {"--html", "--md", "--json", "--csv"})
        if (auto* earlier = verb.get_option_no_throw(other); earlier && earlier != option)
            option->excludes(earlier);
}

// Each verb has its own: CLI11 keeps references for as long as the program lives.
std::shared_ptr<RunArgument> addRun(Program& program, CLI::App& verb)
{
    auto argument = std::make_shared<RunArgument>();
    verb.add_option("RUN", argument->run, "Number of the run, or last")->capture_default_str();
    addHistory(verb, program.options);
    return argument;
}

} // namespace

void addReportVerbs(Program& program)
{
    auto& options = program.options;
    auto* report = program.app.add_subcommand(
        "report", "What was measured, against what, and why to believe it");
    const auto reported = addRun(program, *report);
    addFormat(*report, *reported, "--html", Format::Html, "One self-contained HTML file (default)");
    addFormat(*report, *reported, "--md", Format::Markdown, "Markdown");
    addFormat(
        *report, *reported, "--json", Format::Json, "JSON, resources/schemas/report.schema.json");
    report->add_option("--out", reported->out, "Write to this file instead of stdout")
        ->check(notEmpty());
    addKernels(*report, options);
    report->callback([&program, reported] {
        program.exitCode = deliverText(reportText(program.options, *reported), reported->out);
    });

    auto* exported = program.app.add_subcommand("export", "A run's experiments for other programs");
    const auto asked = addRun(program, *exported);
    addFormat(*exported, *asked, "--csv", Format::Csv, "CSV");
    addFormat(*exported, *asked, "--json", Format::Json,
        "JSON, resources/schemas/export.schema.json (default)");
    exported->add_option("--out", asked->out, "Write to this file instead of stdout")
        ->check(notEmpty());
    exported->callback([&program, asked] {
        program.exitCode = deliverText(exportText(program.options, *asked), asked->out);
    });

    auto* verify = program.app.add_subcommand(
        "verify", "Check a run's package again: outputs and speed, in fresh processes");
    const auto verified = addRun(program, *verify);
    addWorkerPrefix(*verify, options);
    verify->callback(
        [&program, verified] { program.exitCode = verifyVerb(program.options, *verified); });

    auto* package = program.app.add_subcommand(
        "package", "Write what a Python user loads, and verify it from its own files");
    const auto packaged = addRun(program, *package);
    package->add_option("--out", packaged->out, "Folder to write")->required()->check(notEmpty());
    addWorkerPrefix(*package, options);
    package->callback(
        [&program, packaged] { program.exitCode = packageVerb(program.options, *packaged); });
}

} // namespace autokernel::cli

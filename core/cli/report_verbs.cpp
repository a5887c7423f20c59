// SPDX-License-Identifier: Apache-2.0
#include "cli/verbs.h"

#include "base/files.h"
#include "engine/package_check.h"
#include "engine/package_folder.h"
#include "report/export.h"
#include "report/report_writers.h"

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
        return dumpIndented(report::writeJson(report));
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
    return dumpIndented(json);
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
Result<bool> tellWhetherVerified(const Options& options, const std::string& run)
{
    AK_ASSIGN(const auto reader, openReader(options));
    AK_ASSIGN(const auto id, runIdOf(reader, run));
    AK_ASSIGN(const auto report, report::buildReport(reader, id));
    if (!report.outcome.verified)
        std::printf("run %lld is not verified: %s\n", static_cast<long long>(id.value),
            report.outcome.notVerifiedBecause.c_str());
    return report.outcome.verified;
}

Result<engine::PackageFinding> verifyPackage(
    const Options& options, const fs::path& folder, const std::string& run)
{
    AK_ASSIGN(const auto reader, openReader(options));
    AK_ASSIGN(const auto id, runIdOf(reader, run));
    AK_ASSIGN(const auto details, reader.run(id));
    AK_ASSIGN(const auto config, engine::runConfigFromJson(details.config));
    const auto worker = makeWorker(workerOptions(options, config));
    const auto tell = [](const std::string& finding) {
        std::printf("%s\n", finding.c_str());
        std::fflush(stdout);
    };
    return asFailure(engine::checkPackage(*worker, reader, {id, folder, tell, interruptToken()}));
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
    engine::PackageFinding finding;
    // An older package stays in the folder until this one has proven good.
    const auto verify = [&](const fs::path& copy) -> Result<void> {
        // First the stored files, which a user can find, where they are the damaged ones.
        auto verified = engine::checkPackageFiles(*folder).and_then(
            [&] { return verifyPackage(options, copy, argument.run); });
        if (!verified) {
            verified.error().message
                += fmt::format(" Nothing was written to {}.", argument.out.string());
            return fail(std::move(verified).error());
        }
        finding = std::move(*verified);
        return {};
    };
    const auto copied = engine::copyPackage(*folder, fs::absolute(argument.out), verify);
    if (!copied)
        return complain(copied.error());
    if (!finding.machineChanged.empty())
        std::printf("%s\n", finding.machineChanged.c_str());
    std::printf("package: %s (see load.py)\n", argument.out.c_str());
    return 0;
}

int verifyVerb(const Options& options, const RunArgument& argument)
{
    const auto folder = packageOf(options, argument.run);
    if (!folder)
        return complain(folder.error());
    const auto wasVerified = tellWhetherVerified(options, argument.run);
    if (!wasVerified)
        return complain(wasVerified.error());
    const auto verified = verifyPackage(options, *folder, argument.run);
    if (!verified)
        return complain(verified.error());
    if (!verified->machineChanged.empty())
        return complain({ErrorCode::RuntimeError, verified->machineChanged, {}});
    return *wasVerified ? 0 : 1;
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui_verbs.h"

#include "cli/options.h"
#include "ui/english_plurals.h"
#include "ui/export/report_charts.h"
#include "ui/export/report_file.h"
#include "ui/text.h"

#include "base/files.h"
#include "report/export.h"

#include <QApplication>
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace autokernel::app {
namespace {

using cli::Options;

struct Request
{
    Options options;
    std::string run = "last";
    std::string chart;
    std::string table;
    std::string kernel;
    std::string dtype;
    std::string format;
    std::string size;
    int dotsPerInch = ui::ChartSize().dotsPerInch;
    std::string theme = "light";
    std::filesystem::path out;
};

template <typename... Args>
tl::unexpected<Error> usage(fmt::format_string<Args...> format, Args&&... args)
{
    return fail(ErrorCode::InvalidInput, format, std::forward<Args>(args)...);
}

// Failures of the run, the history or the disk are 1, whatever was typed rightly.
int deliver(const QByteArray& bytes, const std::filesystem::path& out)
{
    if (out.empty()) {
        const auto size = static_cast<std::size_t>(bytes.size());
        if (std::fwrite(bytes.constData(), 1, size, stdout) == size && std::fflush(stdout) == 0)
            return 0;
        return cli::complain({ErrorCode::Io, "cannot write to stdout.", {}});
    }
    const auto written = ui::writeBytes(ui::text(out.string()), bytes);
    return written ? 0 : cli::complain(cli::asFailure(written.error()));
}

int deliver(const Result<QByteArray>& bytes, const std::filesystem::path& out)
{
    return bytes ? deliver(*bytes, out) : cli::complain(bytes.error());
}

Result<report::ReportData> reportOf(const Request& request)
{
    AK_ASSIGN(const auto reader, cli::openReader(request.options));
    AK_ASSIGN(const auto run, cli::runIdOf(reader, request.run));
    report::ReportOptions options;
    AK_ASSIGN(options.types, cli::kernelTypes(request.options));
    return cli::asFailure(report::buildReport(reader, run, options));
}

Result<int> sideOf(std::string_view text)
{
    int pixels = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), pixels);
    if (error == std::errc::result_out_of_range)
        return std::numeric_limits<int>::max();
    if (error != std::errc {} || end != text.data() + text.size())
        return usage("'{}' is no number of pixels.", text);
    return pixels;
}

Result<ui::ChartSize> sizeOf(const Request& request)
{
    ui::ChartSize size;
    size.dotsPerInch = request.dotsPerInch;
    if (!request.size.empty()) {
        const auto cross = request.size.find('x');
        if (cross == std::string::npos)
            return usage("'{}' is no size: give width and height in pixels, such as 1600x1000.",
                request.size);
        const std::string_view text(request.size);
        AK_ASSIGN(const int width, sideOf(text.substr(0, cross)));
        AK_ASSIGN(const int height, sideOf(text.substr(cross + 1)));
        size.pixels = {width, height};
    }
    AK_TRY(ui::checkSize(size));
    return size;
}

// The kernel that is named, by its whole key or an unmistakable part; without a name the one that
// was searched with the largest share.
Result<const report::KernelReport*> kernelOf(
    const report::ReportData& report, const std::string& name)
{
    std::vector<const report::KernelReport*> found;
    std::string known;
    for (const auto& kernel : report.kernels) {
        const auto key = kernel.target.target.key();
        if (key == name)
            return &kernel;
        if (key.find(name) != std::string::npos && (!name.empty() || kernel.target.experiments > 0))
            found.push_back(&kernel);
        known += (known.empty() ? "'" : ", '") + key + "'";
    }
    if (known.empty())
        return fail(ErrorCode::NotFound, "run {} has no kernels.", report.run.summary.id.value);
    if (found.size() == 1 || (name.empty() && !found.empty()))
        return found.front();
    if (name.empty())
        return fail(ErrorCode::NotFound, "no kernel of run {} has an experiment yet.",
            report.run.summary.id.value);
    return fail(ErrorCode::NotFound, "{} '{}' in run {}: its kernels are {}.",
        found.empty() ? "there is no kernel" : "more than one kernel is meant by", name,
        report.run.summary.id.value, known);
}

Result<ui::ChartOffer> progressOf(const Request& request, const ui::ReportPtr& report)
{
    AK_ASSIGN(const auto* kernel, kernelOf(*report, request.kernel));
    auto progress = ui::progressOf(*report, *kernel);
    if (progress.marks.empty())
        return fail(
            ErrorCode::NotFound, "kernel '{}' has no experiment yet.", kernel->target.target.key());
    return ui::progressOffer(
        report, {{std::move(progress)}}, static_cast<std::size_t>(kernel - report->kernels.data()));
}

Result<ui::ChartOffer> modelOf(const ui::ReportPtr& report)
{
    if (ui::modelProgressOf(*report).measured.empty())
        return fail(ErrorCode::NotFound,
            "run {} has not timed a whole model with our kernels in it: there is no such chart.",
            report->run.summary.id.value);
    return ui::modelOffer(report);
}

Result<ui::ChartOffer> ladderOf(const ui::ReportPtr& report)
{
    if (ui::ladderOf(*report).bars.empty())
        return fail(ErrorCode::NotFound, "run {} has no ladder: nothing was timed in turn.",
            report->run.summary.id.value);
    return ui::ladderOffer(report);
}

Result<ui::ChartOffer> rooflineOf(const Request& request, const ui::ReportPtr& report)
{
    if (!report->roofs)
        return fail(ErrorCode::NotFound,
            "no roofs of {} were measured in this history: there is no roofline.",
            report->run.device.name);
    std::string dtype = request.dtype;
    if (dtype.empty())
        dtype = report->kernels.empty()
            ? "fp32"
            : std::string(kernel::toString(report->kernels.front().target.target.dtype));
    if (report->roofs->roofs.peakFlopPerSecond(dtype) <= 0)
        return fail(ErrorCode::NotFound, "no roof was measured for {}.", dtype);
    return ui::rooflineOffer(report, {ui::rooflineOf(*report, ui::text(dtype)), {}, {}, {}});
}

Result<QByteArray> chartOf(const Request& request)
{
    const std::string named = request.format.empty() ? request.out.string() : request.format;
    const auto format = ui::chartFormatOf(ui::text(named));
    if (!format)
        return usage("a chart is written as png, svg, pdf or csv: name a --format, or an --out "
                     "that ends so.");
    if (request.out.empty() && *format != ui::ChartFormat::Csv)
        return usage("a picture needs a file: name it with --out.");
    AK_ASSIGN(const auto size, sizeOf(request));
    const auto& theme = request.theme == "dark" ? ui::Theme::dark()
        : request.theme == "print"              ? ui::Theme::print()
                                                : ui::Theme::light();
    AK_ASSIGN(auto read, reportOf(request));
    const auto report = std::make_shared<const report::ReportData>(std::move(read));
    AK_ASSIGN(const auto chart,
        request.chart == "model"          ? modelOf(report)
            : request.chart == "roofline" ? rooflineOf(request, report)
            : request.chart == "ladder"   ? ladderOf(report)
                                          : progressOf(request, report));
    if (*format == ui::ChartFormat::Csv)
        return QByteArray::fromStdString(chart.csv());
    const auto drawing = chart.draw(theme, ui::logicalSize(size));
    AK_ASSIGN(const auto encode, drawChart(drawing, *format, size));
    return encode();
}

Result<QByteArray> tableOf(const Request& request)
{
    std::string format = request.format;
    if (format.empty() && request.out.has_extension())
        format = request.out.extension().string().substr(1);
    if (format.empty())
        format = "csv";
    if (format != "csv" && format != "tsv" && format != "json")
        return usage("a table is written as csv, tsv or json, not as '{}'.", format);
    AK_ASSIGN(const auto reader, cli::openReader(request.options));
    AK_ASSIGN(const auto run, cli::runIdOf(reader, request.run));
    if (format == "json") {
        AK_ASSIGN(const auto json, cli::asFailure(report::exportJson(reader, run)));
        return QByteArray::fromStdString(json.dump(2) + "\n");
    }
    AK_ASSIGN(const auto table,
        cli::asFailure(report::experimentsTable(
            reader, run, format == "csv" ? report::TableFormat::Csv : report::TableFormat::Tsv)));
    return QByteArray::fromStdString(table);
}

Result<QByteArray> exported(const Request& request)
{
    if (request.chart.empty() == request.table.empty())
        return usage("say what to export: --chart progress, model, roofline or ladder, or --table "
                     "experiments.");
    return request.chart.empty() ? tableOf(request) : chartOf(request);
}

Result<QByteArray> reported(const Request& request)
{
    auto format = ui::reportFormatOf(
        ui::text(request.format.empty() ? request.out.string() : request.format));
    if (!format && request.format.empty() && request.out.empty())
        format = ui::ReportFormat::Html;
    if (!format)
        return usage("a report is written as html, pdf, md or json: name a --format, or an --out "
                     "that ends so.");
    if (*format == ui::ReportFormat::Pdf && request.out.empty())
        return usage("a PDF needs a file: name it with --out.");
    AK_ASSIGN(const auto report, reportOf(request));
    return ui::reportBytes(report, *format);
}

void addCommon(CLI::App& verb, Request& request)
{
    verb.add_option("RUN", request.run, "Number of the run, or last")->capture_default_str();
    cli::addHistory(verb, request.options);
    verb.add_option("--out", request.out, "File to write; its suffix can name the format")
        ->check(cli::notEmpty());
    cli::addKernels(verb, request.options);
}

void addExport(CLI::App& app, Request& request, std::function<void()> act)
{
    auto* verb = app.add_subcommand("export", "A chart as a picture or its data, or a table");
    addCommon(*verb, request);
    auto* chart = verb->add_option("--chart", request.chart, "progress, model, roofline or ladder")
                      ->check(CLI::IsMember({"progress", "model", "roofline", "ladder"}));
    verb->add_option("--table", request.table, "experiments")
        ->check(CLI::IsMember({"experiments"}))
        ->excludes(chart);
    verb->add_option("--kernel", request.kernel,
            "Of --chart progress: the kernel's name, or a part that no other has (default: the one "
            "with the largest share)")
        ->check(cli::notEmpty());
    verb->add_option("--dtype", request.dtype, "Of --chart roofline (default: the first kernel's)")
        ->check(cli::notEmpty());
    verb->add_option("--format", request.format,
            "Charts: png, svg, pdf, csv; tables: csv, tsv, json (default: by --out)")
        ->check(CLI::IsMember({"png", "svg", "pdf", "csv", "tsv", "json"}));
    verb->add_option("--size", request.size, "Width and height in pixels (default: 1600x900)")
        ->check(cli::notEmpty());
    verb->add_option("--dpi", request.dotsPerInch,
            "Dots per inch: texts have their size at 96, twice as many pixels at 192")
        ->capture_default_str();
    verb->add_option("--theme", request.theme, "light, dark or print")
        ->check(CLI::IsMember({"light", "dark", "print"}))
        ->capture_default_str();
    verb->callback(std::move(act));
}

void addReport(CLI::App& app, Request& request, std::function<void()> act)
{
    auto* verb
        = app.add_subcommand("report", "What was measured, against what, and why to believe it");
    addCommon(*verb, request);
    verb->add_option(
            "--format", request.format, "html, pdf, md or json (default: by --out, else html)")
        ->check(CLI::IsMember({"html", "pdf", "md", "json"}));
    verb->callback(std::move(act));
}

// Qt's own warnings tell a user nothing about a file that was or was not written.
void printOnlyFailures(QtMsgType type, const QMessageLogContext&, const QString& message)
{
    if (type == QtCriticalMsg || type == QtFatalMsg)
        std::fprintf(stderr, "autokernel: %s\n", qPrintable(message));
}

bool isVerb(std::string_view word)
{
    return word == "export" || word == "report";
}

} // namespace

bool hasDisplay()
{
    const auto isSet = [](const char* name) {
        const char* value = std::getenv(name);
        return value != nullptr && *value != '\0';
    };
    return isSet("DISPLAY") || isSet("WAYLAND_DISPLAY") || isSet("QT_QPA_PLATFORM");
}

bool asksForVerb(int argc, char** argv)
{
    if (argc < 2 || argv[1][0] == '-' || argv[1][0] == '\0')
        return false;
    std::error_code unknown; // what cannot be looked at is no file
    return isVerb(argv[1]) || !std::filesystem::exists(argv[1], unknown);
}

int runVerb(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen"); // no display is asked, though there may be one
    qInstallMessageHandler(printOnlyFailures);
    CLI::App app {"AutoKernel without its window. Without a verb the window opens."};
    app.name("autokernel");
    app.require_subcommand(1);
    app.footer("Exit codes: 0 as asked, 1 failed, 2 usage. Runs are started, resumed and verified "
               "by autokernel-cli.");
    Request request;
    int exitCode = 0;
    const auto deliverIt = [&](Result<QByteArray> (*make)(const Request&)) {
        int noArguments = 1;
        const QApplication application(noArguments, argv); // fonts and painting need one
        ui::EnglishPlurals english;
        QApplication::installTranslator(&english);
        exitCode = deliver(make(request), request.out);
    };
    addExport(app, request, [&] { deliverIt(exported); });
    addReport(app, request, [&] { deliverIt(reported); });
    const std::string verb = argc > 1 ? argv[1] : "";
    if (!isVerb(verb))
        return cli::complain({ErrorCode::InvalidInput,
            fmt::format("there is no verb '{}', nor a file of that name; the verbs are export and "
                        "report. Without one the window opens; autokernel-cli has further verbs.",
                verb),
            {}});
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : cli::kExitUsage;
    } catch (const std::exception& error) {
        return cli::complain(
            {ErrorCode::Internal, fmt::format("a fault of this program: {}", error.what()), {}});
    }
    return exitCode;
}

} // namespace autokernel::app

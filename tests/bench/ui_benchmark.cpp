// SPDX-License-Identifier: GPL-3.0-or-later
// What a user waits for in the window, on a run of 100,000 experiments: ui_benchmark [--enforce]
// [--slack F] [Google Benchmark's flags]. With --enforce the exit code says whether every bar,
// times F on a machine that others share, was kept; a bar is in milliseconds beside each benchmark
// below. No display is needed.
#include "ui/bridge/engine_session.h"
#include "ui/english_plurals.h"
#include "ui/shell/evening.h"
#include "ui/shell/main_window.h"
#include "ui_history.h"

#include "base/files.h"
#include "support/fake_worker.h"

#include <benchmark/benchmark.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QProcessEnvironment>
#include <QStyleFactory>
#include <QTimer>
#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <thread>

namespace {

using namespace autokernel;
using namespace std::chrono_literals;
using ui::ExperimentsPage;
using ui::MainWindow;

constexpr int kExperiments = 100'000;

// What a benchmark is called, and the longest it may take.
const std::map<std::string, double> kBars {{"ReplotOfAllExperiments", 30},
    {"SelectionInTheChart", 30}, {"TableScrollAnywhere", 50}, {"TableFilter", 50},
    {"TableFilterByExpression", 50}, {"TableSort", 50}, {"LogWrapped", 50}, {"ColdStart", 700},
    {"WatchedRunLongestBlock", 50}, {"LiveRunLongestBlock", 50}};

// Some settings are faster than eager by up to 40 %, others as much slower.
double timeOf(const kernel::TunableValues& tunables)
{
    std::int64_t mixed = 17;
    for (const auto& [name, value] : tunables)
        mixed = (mixed * 131 + value) % 1009;
    return 1e6 * (0.6 + 0.8 * static_cast<double>(mixed) / 1009);
}

ui::WorkerMaker fakeWorkers(std::atomic<int>& calls)
{
    return [&calls](const engine::WorkerCommand&) {
        auto worker = std::make_unique<support::FakeWorker>(timeOf);
        worker->onCall = [&calls](const std::string&) {
            ++calls;
            std::this_thread::sleep_for(3ms);
        };
        return worker;
    };
}

// One history and one window for all, since filling takes longer than all benchmarks.
struct Stage
{
    TemporaryDirectory folder;
    std::filesystem::path file = folder.path() / "night.db";
    std::unique_ptr<bench::LongNight> night;
    std::atomic<int> calls = 0; // of the worker of the window's own run
    std::unique_ptr<MainWindow> window;

    MainWindow& shown()
    {
        if (!window) {
            window = std::make_unique<MainWindow>(file, ui::Theme::light(), fakeWorkers(calls));
            window->show();
            bool isShown = false;
            const QObject once; // the window says so again later, when isShown is no more
            QObject::connect(window.get(), &MainWindow::shown, &once, [&] { isShown = true; });
            until([&] { return isShown; });
        }
        return *window;
    }
    template <typename Condition> static void until(Condition condition)
    {
        while (!condition())
            QApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 5);
    }
};
Stage* stage = nullptr;

void ReplotOfAllExperiments(benchmark::State& state)
{
    auto& window = stage->shown();
    window.showView(MainWindow::View::Progress);
    QApplication::processEvents();
    auto& chart = window.findChild<ui::ProgressPage*>()->chart();
    auto night = chart.data();
    night.marks.clear();
    for (int i = 1; i <= kExperiments; ++i) {
        const double speedup = 0.7 + 0.001 * ((i * 7919) % 1000);
        night.marks.push_back({i, speedup, speedup, speedup,
            static_cast<ui::VerdictClass>(i % 1000 == 0 ? 0 : 1 + i % 6), 0, nullptr, nullptr});
    }
    chart.setData(night);
    for (auto _ : state)
        chart.plot().replot(QCustomPlot::rpImmediateRefresh);
}

void SelectionInTheChart(benchmark::State& state)
{
    auto& window = stage->shown();
    window.showView(MainWindow::View::Progress);
    auto& chart = window.findChild<ui::ProgressPage*>()->chart();
    std::int64_t number = 1;
    for (auto _ : state) {
        chart.select(number += 97);
        chart.repaint();
    }
}

ui::ExperimentsModel& shownTable(MainWindow& window)
{
    window.showView(MainWindow::View::Experiments);
    auto& model = window.findChild<ExperimentsPage*>()->model();
    Stage::until([&] { return model.rowCount() >= kExperiments; });
    Stage::until([&] { return model.row(0) != nullptr; });
    return model;
}

// To a place that was never seen, until its rows are there and painted.
void TableScrollAnywhere(benchmark::State& state)
{
    auto& model = shownTable(stage->shown());
    auto* table = stage->shown().findChild<ExperimentsPage*>()->findChild<QTableView*>();
    int row = 0;
    for (auto _ : state) {
        row = (row + 33'331) % kExperiments;
        table->scrollTo(model.index(row, 0), QAbstractItemView::PositionAtTop);
        Stage::until([&] { return model.row(row) != nullptr; });
        table->viewport()->repaint();
    }
    table->scrollToTop();
}

// From the filter to its first rows on the screen; the pause after the last key is left out.
void askUntilShown(ui::ExperimentsModel& model, const ui::ExperimentFilter& filter)
{
    bool isAnswered = false;
    auto* page = stage->shown().findChild<ExperimentsPage*>();
    const auto connection
        = QObject::connect(&model, &QAbstractItemModel::modelReset, [&] { isAnswered = true; });
    model.setFilter(filter);
    Stage::until([&] { return isAnswered && (model.rowCount() == 0 || model.row(0) != nullptr); });
    QObject::disconnect(connection);
    page->findChild<QTableView*>()->viewport()->repaint();
}

void TableFilter(benchmark::State& state)
{
    auto& model = shownTable(stage->shown());
    auto filter = model.filter();
    int word = 100;
    for (auto _ : state) {
        filter.text = "unroll " + std::to_string(word++);
        askUntilShown(model, filter);
    }
    filter.text.clear();
    askUntilShown(model, filter);
}

void TableFilterByExpression(benchmark::State& state)
{
    auto& model = shownTable(stage->shown());
    auto filter = model.filter();
    filter.isExpression = true;
    int number = 100;
    for (auto _ : state) {
        filter.text = "unroll .*" + std::to_string(number++) + "\\b|no such thing$";
        askUntilShown(model, filter);
    }
    filter.text.clear();
    askUntilShown(model, filter);
}

void TableSort(benchmark::State& state)
{
    auto& model = shownTable(stage->shown());
    auto filter = model.filter();
    const auto before = filter;
    filter.sortedBy = ui::ExperimentColumn::OverEager;
    for (auto _ : state) {
        filter.isDescending = !filter.isDescending;
        askUntilShown(model, filter);
    }
    askUntilShown(model, before);
}

// As many lines as a run's log shows, all too long for their row, at another width.
void LogWrapped(benchmark::State& state)
{
    ui::LogModel model(ui::Theme::light());
    ui::LogTable table(model);
    table.show();
    model.setKernelNames({{"matmul/linear_bias fp32 K=768,N=768", "linear_bias N=768"},
        {"matmul/linear_bias fp32 K=768,N=3072", "linear_bias N=3072"},
        {"layernorm/residual fp32 D=768", "layernorm"}, {"softmax/default fp32 D=128", "softmax"}});
    std::vector<store::LogLine> lines;
    for (int i = 0; i < 1000; ++i)
        lines.push_back({"2026-03-01T22:00:00.000Z", store::LogLevel::Info,
            "matmul/linear_bias fp32 K=768,N=768: the champion against the original, once more, "
                + std::to_string(i)});
    model.setLines(store::RunId {1}, lines);
    int width = 400;
    for (auto _ : state) {
        table.resize(width = 1000 - width, 300);
        QApplication::processEvents();
    }
}

// The program, from its start until the history's run is on the screen.
void ColdStart(benchmark::State& state)
{
    const TemporaryDirectory settings; // without a session of the user's
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert("XDG_CONFIG_HOME", QString::fromStdString(settings.path().string()));
    for (auto _ : state) {
        QProcess process;
        process.setProcessEnvironment(environment);
        process.start(AUTOKERNEL_GUI_PROGRAM,
            {"--history", QString::fromStdString(stage->file.string()), "--exit-when-shown"});
        if (!process.waitForFinished() || process.exitCode() != 0)
            state.SkipWithError("the window did not start");
    }
}

// The pages that follow a run, and for how long each is watched: the first is what a user leaves
// open, and the others are shorter so that the whole benchmark stays below two minutes.
struct Watched
{
    const char* name;
    MainWindow::View view;
    std::chrono::milliseconds time;
};
constexpr std::array kWatched {Watched {"Progress", MainWindow::View::Progress, 10s},
    Watched {"Morning", MainWindow::View::Morning, 5s},
    Watched {"Roofline", MainWindow::View::Roofline, 5s},
    Watched {"Experiments", MainWindow::View::Experiments, 5s},
    Watched {"Diff", MainWindow::View::Diff, 5s}};

// The page of this benchmark, with what a user would have on it.
const Watched& watch(MainWindow& window, benchmark::State& state)
{
    const auto& watched = kWatched[static_cast<std::size_t>(state.range(0))];
    state.SetLabel(watched.name);
    if (watched.view == MainWindow::View::Diff) {
        auto& diff = *window.findChild<ui::DiffPage*>();
        window.pick(1); // asked again until it is there
        Stage::until([&] { return diff.view() != nullptr; });
    }
    window.showView(watched.view);
    QApplication::processEvents();
    return watched;
}

// Seconds: the longest of these times that the UI thread did not come round to its timers.
double longestBlock(std::chrono::milliseconds watched)
{
    QElapsedTimer run;
    QElapsedTimer sinceBeat;
    double longest = 0;
    QTimer heart;
    heart.setTimerType(Qt::PreciseTimer);
    QObject::connect(&heart, &QTimer::timeout, [&] {
        longest = std::max(longest, static_cast<double>(sinceBeat.nsecsElapsed()) * 1e-9);
        sinceBeat.start();
    });
    heart.start(1);
    run.start();
    sinceBeat.start();
    Stage::until([&] { return run.elapsed() > watched.count(); });
    return longest;
}

// Another process adds 100 experiments a second to the 100,000 while a page follows.
void WatchedRunLongestBlock(benchmark::State& state)
{
    auto& window = stage->shown();
    const auto& watched = watch(window, state);
    for (auto _ : state) {
        const std::jthread writer([](const std::stop_token& stop) {
            while (!stop.stop_requested()) {
                stage->night->add(1);
                std::this_thread::sleep_for(10ms);
            }
        });
        state.SetIterationTime(longestBlock(watched.time));
    }
}

// The window's own run, in the same history: engine, events, history and pages, with a worker that
// answers at once, save for a pause that leaves about 100 experiments a second.
void LiveRunLongestBlock(benchmark::State& state)
{
    auto& window = stage->shown();
    stage->night.reset(); // one writer at a time
    const int before = stage->calls;
    const auto former = window.annotations().annotator().run();
    const auto* finish = window.actions().find("run.finish");
    for (auto _ : state) {
        auto config = ui::Evening::demoRun();
        config.wallClock = 1h; // until it is told to end
        config.withLadder = false;
        emit window.evening().startWanted(config);
        Stage::until([&] {
            return finish->isEnabled() && window.annotations().annotator().run() != former;
        });
        const auto& watched = watch(window, state);
        state.SetIterationTime(longestBlock(watched.time));
        window.actions().find("run.finish")->trigger();
        Stage::until([&] { return !finish->isEnabled(); });
    }
    if (stage->calls - before < 250)
        state.SkipWithError("the run did not go on");
}

BENCHMARK(ColdStart)->Unit(benchmark::kMillisecond)->Iterations(3)->UseRealTime();
BENCHMARK(ReplotOfAllExperiments)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(SelectionInTheChart)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(TableScrollAnywhere)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(TableFilter)->Unit(benchmark::kMillisecond)->Iterations(20)->UseRealTime();
BENCHMARK(TableFilterByExpression)->Unit(benchmark::kMillisecond)->Iterations(20)->UseRealTime();
BENCHMARK(TableSort)->Unit(benchmark::kMillisecond)->Iterations(10)->UseRealTime();
BENCHMARK(LogWrapped)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(WatchedRunLongestBlock)
    ->DenseRange(0, std::ssize(kWatched) - 1)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1)
    ->UseManualTime();
BENCHMARK(LiveRunLongestBlock)
    ->DenseRange(0, std::ssize(kWatched) - 1)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1)
    ->UseManualTime();

class BarReporter final : public benchmark::ConsoleReporter
{
public:
    explicit BarReporter(double slack)
        : m_slack(slack)
    {
    }

    void ReportRuns(const std::vector<Run>& runs) override
    {
        ConsoleReporter::ReportRuns(runs);
        for (const auto& run : runs) {
            const auto bar = kBars.find(run.run_name.function_name);
            if (bar == kBars.end())
                continue;
            const double milliseconds = run.GetAdjustedRealTime();
            if (milliseconds > m_slack * bar->second || run.error_occurred) {
                std::printf("    over its bar of %.0f ms\n", bar->second);
                m_isKept = false;
            }
        }
    }
    bool isKept() const { return m_isKept; }

private:
    double m_slack;
    bool m_isKept = true;
};

} // namespace

int main(int count, char** arguments)
{
    bool isEnforced = false;
    double slack = 1;
    std::vector<char*> left;
    for (int i = 0; i < count; ++i)
        if (std::strcmp(arguments[i], "--enforce") == 0)
            isEnforced = true;
        else if (std::strcmp(arguments[i], "--slack") == 0 && i + 1 < count)
            slack = std::atof(arguments[++i]);
        else
            left.push_back(arguments[i]);
    int leftCount = static_cast<int>(left.size());
    left.push_back(nullptr);
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(leftCount, left.data());
    ui::EnglishPlurals english;
    QApplication::installTranslator(&english);
    QApplication::setStyle(QStyleFactory::create("Fusion"));
    QApplication::setFont(ui::fontOf(ui::Type::Body));
    application.setStyleSheet(ui::styleSheetOf(ui::Theme::light()));
    benchmark::Initialize(&leftCount, left.data());
    if (benchmark::ReportUnrecognizedArguments(leftCount, left.data()))
        return 2;
    Stage theStage;
    stage = &theStage;
    stage->night = std::make_unique<bench::LongNight>(stage->file);
    stage->night->add(kExperiments);
    BarReporter reporter(slack);
    benchmark::RunSpecifiedBenchmarks(&reporter);
    stage->window.reset();
    return isEnforced && !reporter.isKept() ? 1 : 0;
}

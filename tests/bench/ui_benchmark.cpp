// SPDX-License-Identifier: GPL-3.0-or-later
// What a user waits for in the window, on a run of 100,000 experiments: ui_benchmark [--enforce]
// [--slack F] [Google Benchmark's flags]. With --enforce the exit code says whether every bar,
// times F on a machine that others share, was kept; a bar is in milliseconds beside each benchmark
// below. No display is needed.
#include "ui/bridge/engine_session.h" // before Qt, whose `emit` is a macro
#include "ui/shell/main_window.h"
#include "ui_history.h"

#include "base/files.h"

#include <benchmark/benchmark.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QStyleFactory>
#include <QTimer>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <thread>

namespace {

using namespace autokernel;
using ui::ExperimentsPageView;
using ui::MainWindow;

constexpr int kExperiments = 100'000;
constexpr const char* kColdStart = "--cold-start";

// What a benchmark is called, and the longest it may take.
const std::map<std::string, double> kBars {{"ReplotOfAllExperiments", 30},
    {"SelectionInTheChart", 30}, {"TableScrollAnywhere", 50}, {"TableFilter", 50},
    {"TableSort", 50}, {"ColdStart", 700}, {"LiveRunLongestBlock", 50}};

// One history and one window for all, since filling takes longer than all benchmarks.
struct Stage
{
    TemporaryDirectory folder;
    std::filesystem::path file = folder.path() / "night.db";
    std::unique_ptr<bench::LongNight> night;
    std::unique_ptr<MainWindow> window;

    MainWindow& shown()
    {
        if (!window) {
            window = std::make_unique<MainWindow>(file, ui::Theme::light());
            window->show();
            bool isShown = false;
            QObject::connect(window.get(), &MainWindow::shown, [&] { isShown = true; });
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
    auto& model = window.findChild<ExperimentsPageView*>()->model();
    Stage::until([&] { return model.rowCount() >= kExperiments; });
    Stage::until([&] { return model.row(0) != nullptr; });
    return model;
}

// To a place that was never seen, until its rows are there and painted.
void TableScrollAnywhere(benchmark::State& state)
{
    auto& model = shownTable(stage->shown());
    auto* table = stage->shown().findChild<ExperimentsPageView*>()->findChild<QTableView*>();
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
    auto* page = stage->shown().findChild<ExperimentsPageView*>();
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

// From the start of a process until values are on the pages and painted.
void ColdStart(benchmark::State& state)
{
    for (auto _ : state) {
        QProcess process;
        process.start(QApplication::applicationFilePath(),
            {kColdStart, QString::fromStdString(stage->file.string())});
        if (!process.waitForFinished() || process.exitCode() != 0)
            state.SkipWithError("the window did not start");
    }
}

// What ColdStart starts.
int showOnce(const char* file)
{
    MainWindow window(file, ui::Theme::light());
    QObject::connect(&window, &MainWindow::shown, [&] {
        window.repaint();
        std::_Exit(0); // what closing costs is no part of a start
    });
    window.show();
    return QApplication::exec();
}

// A writer adds 100 experiments a second while the progress page follows: the longest time that the
// UI thread did not come round to its timers.
void LiveRunLongestBlock(benchmark::State& state)
{
    using namespace std::chrono_literals;
    auto& window = stage->shown();
    window.showView(MainWindow::View::Progress);
    Stage::until([&] { return window.findChild<ui::ProgressPage*>()->isVisible(); });
    for (auto _ : state) {
        std::jthread writer([](const std::stop_token& stop) {
            while (!stop.stop_requested()) {
                stage->night->add(1);
                std::this_thread::sleep_for(10ms);
            }
        });
        QElapsedTimer run;
        QElapsedTimer sinceBeat;
        double longest = 0; // seconds
        QTimer heart;
        heart.setTimerType(Qt::PreciseTimer);
        QObject::connect(&heart, &QTimer::timeout, [&] {
            longest = std::max(longest, static_cast<double>(sinceBeat.nsecsElapsed()) * 1e-9);
            sinceBeat.start();
        });
        heart.start(1);
        run.start();
        sinceBeat.start();
        Stage::until([&] { return run.elapsed() > 10'000; });
        state.SetIterationTime(longest);
    }
}

BENCHMARK(ColdStart)->Unit(benchmark::kMillisecond)->Iterations(3)->UseRealTime();
BENCHMARK(ReplotOfAllExperiments)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(SelectionInTheChart)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(TableScrollAnywhere)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(TableFilter)->Unit(benchmark::kMillisecond)->Iterations(20)->UseRealTime();
BENCHMARK(TableSort)->Unit(benchmark::kMillisecond)->Iterations(10)->UseRealTime();
BENCHMARK(LiveRunLongestBlock)->Unit(benchmark::kMillisecond)->Iterations(1)->UseManualTime();

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
    const char* coldStart = nullptr;
    std::vector<char*> left;
    for (int i = 0; i < count; ++i)
        if (std::strcmp(arguments[i], "--enforce") == 0)
            isEnforced = true;
        else if (std::strcmp(arguments[i], "--slack") == 0 && i + 1 < count)
            slack = std::atof(arguments[++i]);
        else if (std::strcmp(arguments[i], kColdStart) == 0 && i + 1 < count)
            coldStart = arguments[++i];
        else
            left.push_back(arguments[i]);
    int leftCount = static_cast<int>(left.size());
    left.push_back(nullptr);
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(leftCount, left.data());
    QApplication::setStyle(QStyleFactory::create("Fusion"));
    QApplication::setFont(ui::fontOf(ui::Type::Body));
    application.setStyleSheet(ui::styleSheetOf(ui::Theme::light()));
    if (coldStart != nullptr)
        return showOnce(coldStart);
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

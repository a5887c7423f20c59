// SPDX-License-Identifier: Apache-2.0
// What the engine itself costs: a run of 400 experiments with a worker that answers at once, so all
// that is left is proposing, judging and storing. engine_benchmark [--enforce]: with it the exit
// code says whether an experiment took less than 5 ms.
#include "base/files.h"
#include "engine/engine.h"
#include "store/history_reader.h"
#include "support/fake_worker.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <cstring>

namespace {

using namespace autokernel;

constexpr double kBudgetMilliseconds = 5;
constexpr int kExperiments = 400;

constexpr std::string_view kSpec = R"(name = "toy"
symbols = ["N"]
[[input]]
name = "x"
shape = ["N"]
[[output]]
name = "y"
shape = ["N"]
[cost]
flop = "N"
bytes = "2*N*E"
[shapes]
benchmark = ["N=1024"]
scoring = "N=1024"
small = "N=8"
)";

// As many tunables as a real matmul has, and a source of a real one's length.
std::string source()
{
    std::string text = "// SPDX-License-Identifier: Apache-2.0\n/*autokernel\ntype = \"toy\"\n"
                       "language = \"cpu\"\ntitle = \"toy\"\n[tunables]\n";
    for (const char* name : {"A", "B", "C", "D", "E1", "F", "G", "H"})
        text += fmt::format("{} = {{ value = 1, choices = [1, 2, 4, 8, 16] }}\n", name);
    text += "[[launch]]\nentry = \"run\"\n*/\n";
    for (int i = 0; i < 60; ++i)
        text += fmt::format("static inline float step{0}(float x) {{ return x * {0}.0f; }}\n", i);
    return text + "extern \"C\" void run(const ak_args* args) { (void)args; }\n";
}

double timeOf(const kernel::TunableValues& tunables)
{
    double time = 8e5;
    for (const auto& [name, value] : tunables)
        time *= 1 - 0.01 * static_cast<double>(value % 7);
    return time;
}

using Clock = std::chrono::steady_clock;

// A fake's answers take a while to make; that is not the engine's time.
class TimedWorker final : public support::FakeWorker
{
public:
    explicit TimedWorker(Clock::duration& used)
        : FakeWorker(timeOf)
        , m_used(used)
    {
    }

    Result<Json> call(
        const std::string& op, Json fields, const engine::CallOptions& options) override
    {
        const auto begin = Clock::now();
        auto answer = FakeWorker::call(op, std::move(fields), options);
        m_used += Clock::now() - begin;
        return answer;
    }

private:
    Clock::duration& m_used;
};

double millisecondsPerExperiment(const std::filesystem::path& folder)
{
    engine::RunConfig config;
    config.target = kernel::Target {"toy", "default", kernel::Dtype::Float32, {{"N", 1024}}, {}};
    config.kernelRoots = {folder / "types"};
    config.experiments = kExperiments;
    config.withLadder = false;
    engine::EngineOptions options;
    options.history = folder / "history.db";
    engine::RunControl control;
    Clock::duration inWorker {};
    const auto begin = Clock::now();
    const auto outcome = engine::runEngine(config, options,
        {[&] { return std::make_unique<TimedWorker>(inWorker); }, [](const auto&) {}, control});
    const std::chrono::duration<double, std::milli> ours = Clock::now() - begin - inWorker;
    if (!outcome) {
        fmt::print(stderr, "{}\n", outcome.error().message);
        std::exit(2);
    }
    return ours.count() / kExperiments;
}

} // namespace

int main(int argc, char** argv)
{
    const TemporaryDirectory folder;
    ::setenv("XDG_CACHE_HOME", (folder.path() / "cache").c_str(), 1);
    std::filesystem::create_directories(folder.path() / "types/toy");
    if (!writeFileAtomically(folder.path() / "types/toy/spec.toml", kSpec)
        || !writeFileAtomically(folder.path() / "types/toy/cpu.cpp", source()))
        return 2;
    const double milliseconds = millisecondsPerExperiment(folder.path());
    fmt::print("{:.2f} ms an experiment beside the worker's own time ({} experiments, at most "
               "{:.0f} ms)\n",
        milliseconds, kExperiments, kBudgetMilliseconds);
    const bool enforce = argc > 1 && std::strcmp(argv[1], "--enforce") == 0;
    return enforce && milliseconds > kBudgetMilliseconds ? 1 : 0;
}

// SPDX-License-Identifier: Apache-2.0
#include "lab/device/cpu_roofs.h"

#include "base/statistics.h"
#include "lab/device/cpu_features.h"
#include "lab/device/cpu_info.h"
#include "lab/device/peak_kernels.h"
#include "lab/device/pinned_team.h"
#include "lab/device/stream_kernels.h"

#include <fmt/chrono.h>
#include <sys/mman.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <span>
#include <tuple>

namespace autokernel::lab {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kRunSeconds
    = 0.0015; // of one sample: far above a clock tick, far below a time slice
constexpr int kLeastRounds = 3;
constexpr int kMostRounds = 12;
constexpr std::uint64_t kMostDramBytes = 1ULL << 30U;
constexpr std::size_t kDramWindow = 16U << 20U; // bytes per sample of memory bandwidth

// Memory of one thread, on huge pages where the system has them: the roof is the machine's, not the
// page table's.
class Arena
{
public:
    explicit Arena(std::size_t bytes)
        : m_bytes(bytes)
    {
        void* memory
            = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED)
            return;
        ::madvise(memory, bytes, MADV_HUGEPAGE);
        m_data = static_cast<std::byte*>(memory);
    }
    ~Arena()
    {
        if (m_data != nullptr)
            ::munmap(m_data, m_bytes);
    }
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;
    std::byte* data() const { return m_data; }
    std::size_t bytes() const { return m_bytes; }

private:
    std::byte* m_data = nullptr;
    std::size_t m_bytes = 0;
};

struct Level
{
    std::string name;
    std::uint64_t bytes = 0; // footprint of the whole team
    bool isMemory = false;
};

std::size_t roundToBlocks(double bytes)
{
    constexpr std::size_t step = 4 * kStreamBlock;
    return std::max<std::size_t>(2 * step, static_cast<std::size_t>(bytes) / step * step);
}

// One thing that is measured: a loop with a number of threads. Samples are rates per second.
struct Trial
{
    std::string key; // trials of one key compete; the best one is the roof
    int threads = 1;
    std::function<double()> sample;
    std::vector<double> rates;
};

class RoofMeasurement
{
public:
    explicit RoofMeasurement(const CpuRoofOptions& options)
        : m_options(options)
        , m_cores(coresFor(options.threads))
        , m_team(m_cores)
        , m_caches(cpuCaches())
    {
    }

    Result<roofline::Roofs> measure();

private:
    static std::vector<int> coresFor(int threads);
    std::vector<int> threadCounts() const;
    Result<void> makeArenas();
    void addComputeTrials();
    void addBandwidthTrials();
    std::vector<Level> levels(int threads) const;
    void runRounds();
    double samplePeak(const PeakKernel& kernel, int threads);
    double sampleStream(const StreamKernel& kernel, const Level& level, int threads);
    roofline::Rate bestRate(const std::vector<const Trial*>& rivals) const;

    const CpuRoofOptions& m_options;
    Clock::time_point m_start = Clock::now();
    std::vector<int> m_cores;
    PinnedTeam m_team;
    std::vector<roofline::CacheLevel> m_caches;
    std::uint64_t m_dramBytes = 0;
    std::vector<std::unique_ptr<Arena>>
        m_arenas; // one a thread; the first holds the whole footprint
    std::map<std::string, std::uint64_t> m_iterations; // per kernel, for kRunSeconds
    std::map<int, std::size_t> m_windows; // where the next memory sample of that team starts
    std::vector<Trial> m_trials;
    std::vector<std::pair<roofline::ComputeRoof, std::string>> m_compute; // roof and trial key
    std::vector<std::pair<roofline::BandwidthRoof, std::string>> m_bandwidth;
};

std::vector<int> RoofMeasurement::coresFor(int threads)
{
    std::vector<int> cores = allowedCores();
    if (threads > 0 && static_cast<std::size_t>(threads) < cores.size())
        cores.resize(static_cast<std::size_t>(threads));
    return cores;
}

std::vector<int> RoofMeasurement::threadCounts() const
{
    std::vector<int> counts {1};
    if (m_team.size() > 1)
        counts.push_back(m_team.size());
    return counts;
}

Result<void> RoofMeasurement::makeArenas()
{
    const std::uint64_t cache = m_caches.empty() ? 32U << 20U : m_caches.back().bytes;
    const std::uint64_t affordable = describeCpu({}).memoryBytes / 4;
    m_dramBytes
        = std::max<std::uint64_t>(64U << 20U, std::min({4 * cache, kMostDramBytes, affordable}));
    const auto members = static_cast<std::uint64_t>(m_team.size());
    for (int member = 0; member < m_team.size(); ++member) {
        const double bytes = static_cast<double>(member == 0 ? m_dramBytes : m_dramBytes / members);
        m_arenas.push_back(std::make_unique<Arena>(roundToBlocks(bytes) + 2 * kDramWindow));
        if (m_arenas.back()->data() == nullptr) {
            return fail(ErrorCode::OutOfMemory,
                "The roofs need {} MiB of memory for a footprint beyond the caches; free some, or "
                "raise the memory limit of this process.",
                m_dramBytes >> 20U);
        }
    }
    // First touch by the thread that will use the pages.
    m_team.run(m_team.size(), [&](int member) {
        Arena& arena = *m_arenas[static_cast<std::size_t>(member)];
        std::memset(arena.data(), 1, arena.bytes());
    });
    return {};
}

// Half of each cache, so that neither its associativity nor the stack pushes lines out; of a shared
// cache the team takes half in all.
std::vector<Level> RoofMeasurement::levels(int threads) const
{
    std::vector<Level> result;
    for (std::size_t i = 0; i < m_caches.size(); ++i) {
        const bool isShared = i + 1 == m_caches.size() && i > 0;
        const std::uint64_t bytes = m_caches[i].bytes / 2;
        result.push_back({.name = m_caches[i].level,
            .bytes = isShared ? bytes : bytes * static_cast<std::uint64_t>(threads)});
    }
    result.push_back({.name = "DRAM", .bytes = m_dramBytes, .isMemory = true});
    return result;
}

double RoofMeasurement::samplePeak(const PeakKernel& kernel, int threads)
{
    std::uint64_t& iterations
        = m_iterations[kernel.dtype + kernel.isa + std::to_string(kernel.chains)];
    if (iterations == 0) {
        constexpr std::uint64_t kProbe = 20'000;
        const double seconds = m_team.run(1, [&](int) { kernel.run(kProbe); });
        iterations = std::max<std::uint64_t>(
            1, static_cast<std::uint64_t>(static_cast<double>(kProbe) * kRunSeconds / seconds));
    }
    const double seconds = m_team.run(threads, [&](int) { kernel.run(iterations); });
    return kernel.flopPerIteration * static_cast<double>(iterations) * threads / seconds;
}

double RoofMeasurement::sampleStream(const StreamKernel& kernel, const Level& level, int threads)
{
    const bool isCopy = kernel.kind == "copy";
    const std::size_t slice
        = roundToBlocks(static_cast<double>(level.bytes) / threads); // of one thread
    const std::size_t chunk = level.isMemory
        ? std::min<std::size_t>(slice, kDramWindow / static_cast<std::size_t>(threads))
        : slice;
    std::size_t offset = 0;
    if (level.isMemory) { // the next part of the footprint, which the caches have long forgotten
        offset = m_windows[threads] % slice / kStreamBlock * kStreamBlock;
        m_windows[threads] += chunk;
    }
    const std::size_t part = isCopy ? chunk / 2 : chunk;
    // An L1 pass takes a microsecond: repeat until the sample is long enough for 100 GB/s a core.
    const std::size_t passes
        = level.isMemory ? 1 : std::max<std::size_t>(2, (std::size_t {32} << 20U) / chunk);
    const double seconds = m_team.run(threads, [&](int member) {
        std::byte* base = m_arenas[static_cast<std::size_t>(member)]->data() + offset;
        for (std::size_t pass = 0; pass < passes; ++pass)
            kernel.run(base + (isCopy ? part : 0), base, part);
    });
    return static_cast<double>(chunk * passes) * threads / seconds;
}

void RoofMeasurement::addComputeTrials()
{
    for (const PeakKernel& kernel : peakKernels()) {
        for (const int threads : threadCounts()) {
            const std::string key = fmt::format("{} {} {}", kernel.dtype, kernel.isa, threads);
            m_trials.push_back({.key = key,
                .threads = threads,
                .sample = [this, kernel, threads] { return samplePeak(kernel, threads); },
                .rates = {}});
            const bool isKnown = std::ranges::any_of(
                m_compute, [&](const auto& entry) { return entry.second == key; });
            if (!isKnown) {
                m_compute.push_back({{.dtype = kernel.dtype,
                                         .isa = kernel.isa,
                                         .threads = threads,
                                         .flopPerSecond = {}},
                    key});
            }
        }
    }
}

void RoofMeasurement::addBandwidthTrials()
{
    for (const int threads : threadCounts()) {
        for (const Level& level : levels(threads)) {
            for (const char* kind : {"read", "write", "copy"}) {
                const std::string key = fmt::format("{} {} {}", level.name, kind, threads);
                for (const StreamKernel& kernel : streamKernels()) {
                    const bool streams = kernel.variant.ends_with("streaming");
                    if (kernel.kind != kind || (streams && level.name == "L1"))
                        continue; // stores past the caches say nothing about the smallest one
                    m_trials.push_back({.key = key,
                        .threads = threads,
                        .sample = [this, kernel, level,
                                      threads] { return sampleStream(kernel, level, threads); },
                        .rates = {}});
                }
                m_bandwidth.push_back({{.level = level.name,
                                           .kind = kind,
                                           .threads = threads,
                                           .footprintBytes = level.bytes,
                                           .bytesPerSecond = {}},
                    key});
            }
        }
    }
}

// Every trial once a round: a disturbance of a second spoils a sample of each, not all of one.
void RoofMeasurement::runRounds()
{
    const auto elapsed
        = [&] { return std::chrono::duration<double>(Clock::now() - m_start).count(); };
    double longestRound = 0;
    for (int round = 0; round < kMostRounds; ++round) {
        const double start = elapsed();
        if (round >= kLeastRounds && start + 1.2 * longestRound > m_options.budgetSeconds)
            break;
        for (Trial& trial : m_trials) {
            const bool isLate = round > 0 && elapsed() > 0.95 * m_options.budgetSeconds;
            if (!isLate)
                trial.rates.push_back(trial.sample());
        }
        longestRound = std::max(longestRound, elapsed() - start);
        if (m_options.progress)
            m_options.progress("measuring the roofs of this processor",
                std::max((round + 1.0) / kMostRounds, elapsed() / m_options.budgetSeconds));
    }
}

roofline::Rate RoofMeasurement::bestRate(const std::vector<const Trial*>& rivals) const
{
    const Trial* winner = *std::ranges::max_element(
        rivals, {}, [](const Trial* trial) { return std::ranges::max(trial->rates); });
    return {.best = std::ranges::max(winner->rates),
        .low = statistics::quantile(winner->rates, 0.1),
        .high = statistics::quantile(winner->rates, 0.9),
        .runs = static_cast<int>(winner->rates.size())};
}

Result<roofline::Roofs> RoofMeasurement::measure()
{
    AK_TRY(makeArenas());
    addComputeTrials();
    addBandwidthTrials();
    runRounds();

    std::map<std::string, std::vector<const Trial*>> byKey;
    for (const Trial& trial : m_trials)
        byKey[trial.key].push_back(&trial);
    roofline::Roofs roofs;
    roofs.measuredAt = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
        fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
    roofs.caches = m_caches;
    for (auto& [roof, key] : m_compute) {
        roof.flopPerSecond = bestRate(byKey.at(key));
        roofs.compute.push_back(roof);
    }
    for (auto& [roof, key] : m_bandwidth) {
        roof.bytesPerSecond = bestRate(byKey.at(key));
        roofs.bandwidth.push_back(roof);
    }
    return roofs;
}

} // namespace

Result<roofline::Roofs> measureCpuRoofs(const CpuRoofOptions& options)
{
    if (!cpuFeatures().avx2) {
        return fail(ErrorCode::Unsupported,
            "The CPU backend needs an x86-64 processor with AVX2 and FMA; this one ({}) has "
            "neither "
            "or hides them.",
            cpuFeatures().brand.empty() ? "unknown" : cpuFeatures().brand);
    }
    return RoofMeasurement(options).measure();
}

} // namespace autokernel::lab

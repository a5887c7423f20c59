// SPDX-License-Identifier: Apache-2.0
#include "engine/package_check.h"

#include "engine/device_lock.h"
#include "engine/run_config.h"
#include "engine/whole_model.h"
#include "judge/gain.h"
#include "judge/package_agreement.h"
#include "judge/pair.h"
#include "protocol/package_digest.h"

#include <algorithm>

namespace autokernel::engine {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kSeed = 4711;
constexpr int kSeededInputs = 8;
constexpr std::chrono::seconds kDeadline {900};

class Check
{
public:
    Check(WorkerLink& worker, const store::HistoryReader& reader, const PackageCheck& check)
        : m_worker(worker)
        , m_reader(reader)
        , m_check(check)
        , m_call {kDeadline, {}, check.stop}
    {
    }

    Result<PackageFinding> run()
    {
        AK_ASSIGN(const auto details, m_reader.run(m_check.run));
        AK_ASSIGN(const auto config, runConfigFromJson(details.config));
        if (!config.model)
            return fail(ErrorCode::Unsupported,
                "run {} worked on a kernel, not on a model: there is no package.",
                m_check.run.value);
        AK_TRY(checkPackageFiles(m_check.folder));
        AK_ASSIGN(const auto lock,
            DeviceLock::heldWhileMeasuring(m_worker.exclusiveDevice(),
                fmt::format("the check of run {}'s package", m_check.run.value),
                {m_check.tell, [&] { return m_check.stop.stop_requested(); }}));
        AK_TRY(m_worker.call("load_model", *config.model, m_call));
        AK_TRY(checkOutputs());
        AK_ASSIGN(const auto stored, storedGain(details));
        AK_ASSIGN(auto gain, timeInPython(kSeed));
        if (stored && !judge::whyNotTheStoredGain(*stored, gain).empty()) {
            // As at the run's end: a neighbour on the machine is likelier than a fault.
            m_check.tell("once more, since the run measured another gain");
            AK_ASSIGN(gain, timeInPython(kSeed + 1));
        }
        if (!(gain.low > 1))
            return fail(ErrorCode::RuntimeError, "the package shows no gain over eager here.");
        if (!stored || judge::whyNotTheStoredGain(*stored, gain).empty())
            return PackageFinding {};
        return packageOrMachine(*stored, gain);
    }

private:
    Result<void> checkOutputs()
    {
        AK_ASSIGN(const auto reply,
            m_worker.ask<protocol::CheckModelReply>("check_model",
                {{"directory", m_check.folder.string()}, {"seed", kSeed},
                    {"inputs", kSeededInputs}},
                m_call));
        if (!reply.failure.empty())
            return fail(ErrorCode::RuntimeError, "the package does not run: {}.", reply.failure);
        m_check.tell(fmt::format(
            "outputs: error at most {:.2f} of its budget on {} inputs, truth {}",
            std::max(reply.worstMaxRatio, reply.worstRmsRatio), reply.inputsChecked, reply.truth));
        if (!(reply.worstMaxRatio <= 1 && reply.worstRmsRatio <= 1))
            return fail(
                ErrorCode::RuntimeError, "the package's outputs exceed their error budget.");
        return {};
    }

    // What the run itself measured of the package in plain Python; nullopt: nothing that can be
    // compared.
    Result<std::optional<store::SpeedupInterval>> storedGain(const store::RunDetails& details)
    {
        AK_ASSIGN(const auto rows, m_reader.endToEnd(m_check.run));
        std::optional<store::SpeedupInterval> gain;
        for (const auto& row : rows)
            if (row.record.kind == store::ModelMeasurement::Package)
                gain = row.record.overBaseline;
        AK_ASSIGN(const auto hello, m_worker.hello(m_check.stop));
        const bool isSameDevice
            = std::ranges::any_of(hello.devices, [&](const protocol::DeviceInfo& device) {
                  return device.signature == details.device.signature;
              });
        if (gain && !isSameDevice) {
            m_check.tell("another device than the run's, " + details.device.name
                + ": its gain there says nothing about the gain here");
            gain.reset();
        }
        return gain;
    }

    // The same kernels without Python tell whose fault it is: where they have lost as much, the
    // machine is not what it was.
    Result<PackageFinding> packageOrMachine(
        const store::SpeedupInterval& stored, const store::SpeedupInterval& gain)
    {
        m_check.tell("the same kernels in LibTorch, to tell the package from the machine");
        AK_ASSIGN(const auto kernels, time(inLibTorch(package()), "in LibTorch", kSeed + 2));
        if (kernels.low <= gain.high && kernels.low > 1)
            return PackageFinding {fmt::format(
                "the machine is not as it was during the run: {} over eager now, and {} in "
                "LibTorch; the run measured {}.",
                judge::inWords(gain), judge::inWords(kernels), judge::inWords(stored))};
        return fail(ErrorCode::RuntimeError, "the package is not what the run measured: {}.",
            judge::whyNotTheStoredGain(stored, gain));
    }

    protocol::PackageInfo package() const
    {
        protocol::PackageInfo info;
        info.directory = m_check.folder.string();
        return info;
    }

    Result<store::SpeedupInterval> timeInPython(std::uint64_t seed)
    {
        return time(inPython(package()), "in fresh Python processes", seed);
    }

    Result<store::SpeedupInterval> time(
        const std::string& contender, const char* where, std::uint64_t seed)
    {
        protocol::TimeModelRequest request;
        request.a = "original";
        request.b = contender;
        request.pairs = kPrintedPairs;
        request.loads = kPrintedLoads;
        request.seed = seed;
        AK_ASSIGN(const auto profile, m_reader.profile(m_check.run));
        if (profile)
            request.forwardNanoseconds = profile->forwardMicroseconds * 1000;
        CallOptions call = m_call;
        call.deadline = deadlineOfModelTiming(request);
        AK_ASSIGN(const auto block, m_worker.ask<protocol::PairBlock>("time_model", request, call));
        if (const auto fault = judge::anyFault(block))
            return fail(ErrorCode::RuntimeError, "an output made while it was timed was wrong: {}.",
                fault->text);
        const auto over = judge::gainOverLoads(block);
        if (!over)
            return fail(ErrorCode::RuntimeError,
                "too few pairs counted: the machine is too busy to time the package.");
        const auto& gain = over->gain;
        m_check.tell(
            fmt::format("speed: {:.3f}x over eager ({:.3f} to {:.3f}, {} pairs in {} starts) {}",
                gain.speedup, gain.low, gain.high, gain.pairs, block.loads, where));
        return store::SpeedupInterval {gain.speedup, gain.low, gain.high};
    }

    WorkerLink& m_worker;
    const store::HistoryReader& m_reader;
    const PackageCheck& m_check;
    CallOptions m_call;
};

} // namespace

Result<void> checkPackageFiles(const fs::path& folder)
{
    AK_TRY(protocol::checkDigest(folder, "winners.so"));
    return protocol::checkDigest(folder, "model.pt");
}

Result<PackageFinding> checkPackage(
    WorkerLink& worker, const store::HistoryReader& reader, const PackageCheck& check)
{
    return Check(worker, reader, check).run();
}

} // namespace autokernel::engine

// SPDX-License-Identifier: Apache-2.0
#include "lab/service/model_service.h"

#include "base/files.h"
#include "lab/apply/check_model.h"
#include "lab/apply/link.h"
#include "lab/apply/package.h"
#include "lab/baseline/model_ladder.h"
#include "lab/baseline/rung_contender.h"
#include "lab/bench/pairs.h"
#include "lab/device/cpu_info.h"
#include "lab/profile/capture_inputs.h"
#include "lab/profile/profile_model.h"

#include <algorithm>
#include <chrono>
#include <set>

namespace autokernel::lab {
namespace {

// Whole-model contenders hold hundreds of megabytes each.
constexpr std::size_t kMaximumContenders = 4;

constexpr std::chrono::minutes kStartDeadline {5};
constexpr std::uint64_t kSeedOfNextLoad = 104'729;

bool hasFault(const protocol::PairBlock& block)
{
    return block.faultA.cause != protocol::FaultCause::None
        || block.faultB.cause != protocol::FaultCause::None;
}

// "package:DIR" and "python_package:DIR", "original", or a rung's name.
ModelRungRequest rungOf(const std::string& name)
{
    for (const auto& [prefix, rung] :
        {std::pair {"package:", "package"}, std::pair {"python_package:", "package_python"}})
        if (name.starts_with(prefix))
            return {rung, name.substr(std::string_view(prefix).size()), {}};
    return {name, {}, {}};
}

} // namespace

Result<void> ModelService::requireModel() const
{
    if (!m_model)
        return fail(ErrorCode::Internal, "no model is loaded in this worker.");
    return {};
}

Result<protocol::ModelInfo> ModelService::load(
    const protocol::LoadModel& request, const ProgressSink& progress)
{
    m_contenders.clear();
    m_outputs.reset();
    m_profile.reset();
    m_model.reset();
    AK_TRY(requireLinkTools());
    LoadOptions options;
    if (needsPython(request)) {
        AK_ASSIGN(options.python, helperPython());
    }
    options.cacheDirectory = cacheDirectory();
    options.progress = progress;
    AK_ASSIGN(m_model, loadModel(request, options));
    m_ladderModel = {request, m_model->info, request.threads};
    return m_model->info;
}

Result<protocol::Profile> ModelService::profile(const ProgressSink& progress)
{
    AK_TRY(requireModel());
    ProfileOptions options;
    options.progress = progress;
    AK_ASSIGN(m_profile, profileModel(*m_model, m_types, options));
    return *m_profile;
}

Result<protocol::ModelLadder> ModelService::ladder(
    double budgetSeconds, const ProgressSink& progress)
{
    AK_TRY(requireModel());
    return measureModelLadder(m_ladderModel, budgetSeconds, progress);
}

Result<std::optional<std::vector<HostTensor>>> ModelService::captureInputs(
    const kernel::Target& target) const
{
    if (!m_model)
        return std::nullopt;
    return lab::captureInputs(*m_model, m_types, target);
}

Result<protocol::PackageInfo> ModelService::buildPackage(const protocol::BuildPackage& request)
{
    AK_TRY(requireModel());
    if (!m_profile)
        AK_TRY(profile({}));
    return lab::buildPackage(*m_model, m_types, m_profile->sites, request);
}

Result<protocol::CheckModelReply> ModelService::checkPackage(
    const std::string& directory, std::uint64_t seed, int inputs)
{
    AK_TRY(requireModel());
    return checkModel(*m_model, directory, seed, inputs);
}

Result<ModelService::Pair> ModelService::contenders(
    const protocol::TimeModelRequest& request, const ProgressSink& progress)
{
    const std::set<std::string> names {request.a, request.b};
    const bool isCrowded = m_contenders.size() + names.size() > kMaximumContenders;
    std::erase_if(m_contenders, [&](const auto& running) {
        return names.contains(running.first) ? request.loads > 0 || !running.second->isAlive()
                                             : isCrowded;
    });
    if (!m_outputs) {
        AK_ASSIGN(m_outputs, ModelOutputs::evaluate(m_ladderModel));
    }
    std::map<std::string, std::unique_ptr<RungContender>> starting;
    for (const auto& name : names) {
        if (m_contenders.contains(name))
            continue;
        if (progress)
            progress("starting " + name.substr(0, name.find(':')), 0);
        const auto rung = rungOf(name);
        if (!rung.packageDirectory.empty())
            AK_TRY(checkLibrary(rung.packageDirectory));
        AK_ASSIGN(auto memory, m_outputs->makeMemory());
        AK_ASSIGN(starting[name], spawnModelRung(rung, m_ladderModel, std::move(memory)));
    }
    for (auto& [name, rung] : starting) {
        AK_TRY(rung->waitReady(kStartDeadline));
        m_contenders[name] = std::move(rung);
    }
    return Pair {m_contenders.at(request.a).get(), m_contenders.at(request.b).get()};
}

Result<std::string> ModelService::recheck(Contender& contender) const
{
    const double ratio = m_outputs->maximumErrorRatio(contender);
    return ratio <= 1 ? std::string()
                      : fmt::format("{}: error {:.2f} times its budget", contender.name(), ratio);
}

namespace {

// The pairs of earlier loads come first.
void prepend(const protocol::PairBlock& earlier, protocol::PairBlock& block)
{
    const auto put = [](const auto& before, auto& values) {
        values.insert(values.begin(), before.begin(), before.end());
    };
    put(earlier.pairs, block.pairs);
    for (std::size_t set = 0; set < earlier.inputSets.size(); ++set) {
        put(earlier.inputSets[set].aNanoseconds, block.inputSets[set].aNanoseconds);
        put(earlier.inputSets[set].bNanoseconds, block.inputSets[set].bNanoseconds);
    }
}

} // namespace

Result<protocol::PairBlock> ModelService::timeOneLoad(
    const protocol::TimeModelRequest& request, const ProgressSink& progress)
{
    AK_ASSIGN(const auto pair, contenders(request, progress));
    PairOptions options;
    options.pairs = request.pairs;
    options.dataSets = m_outputs->setCount();
    options.startWithB = request.startWithB;
    options.seed = request.seed;
    options.incumbentNanoseconds
        = std::max(request.forwardNanoseconds, m_outputs->slowestNanoseconds());
    options.recheckedPairs = 1;
    options.setWeights = m_outputs->setWeights();
    options.overwritesResults = false; // results are the helper's own, made anew at each call
    options.recheck = [this](Contender& contender, int) { return recheck(contender); };
    return timePairs(*pair.a, *pair.b, options);
}

Result<protocol::PairBlock> ModelService::time(
    const protocol::TimeModelRequest& request, const ProgressSink& progress)
{
    AK_TRY(requireModel());
    const int loads = std::max(request.loads, 1);
    if (request.pairs < loads)
        return fail(
            ErrorCode::InvalidInput, "{} pairs cannot be of {} loads", request.pairs, loads);
    auto ofOneLoad = request;
    ofOneLoad.pairs = request.pairs / loads;
    protocol::PairBlock block;
    double stolen = 0;
    block.loads = 0;
    while (block.loads < loads && !hasFault(block)) {
        AK_ASSIGN(auto next, timeOneLoad(ofOneLoad, progress));
        stolen += next.stealFraction;
        next.loads = block.loads + 1;
        prepend(block, next);
        block = std::move(next);
        ofOneLoad.seed += kSeedOfNextLoad;
        ofOneLoad.startWithB = !ofOneLoad.startWithB;
    }
    block.stealFraction = stolen / block.loads;
    block.a = request.a;
    block.b = request.b;
    block.target = "model " + m_model->info.name;
    block.clock = protocol::Clock::Wall;
    block.dataSets = m_outputs->setCount();
    block.footprintBytes = m_model->info.bytes;
    block.lastLevelCacheBytes = lastLevelCacheBytes();
    block.seed = request.seed;
    return block;
}

} // namespace autokernel::lab

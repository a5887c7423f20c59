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

namespace autokernel::lab {
namespace {

// Whole-model contenders hold hundreds of megabytes each.
constexpr std::size_t kMaximumContenders = 4;

std::uint64_t lastLevelCacheBytes()
{
    const auto caches = cpuCaches();
    return caches.empty() ? 0 : caches.back().bytes;
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

Result<Contender*> ModelService::contender(
    const std::string& name, bool fresh, const ProgressSink& progress)
{
    if (const auto found = m_contenders.find(name); found != m_contenders.end()) {
        if (!fresh && found->second->isAlive())
            return found->second.get();
        m_contenders.erase(found);
    }
    if (m_contenders.size() >= kMaximumContenders)
        m_contenders.clear();
    if (!m_outputs) {
        AK_ASSIGN(m_outputs, ModelOutputs::evaluate(m_ladderModel));
    }
    if (progress)
        progress("starting " + name.substr(0, name.find(':')), 0);
    const auto rung = rungOf(name);
    if (!rung.packageDirectory.empty())
        AK_TRY(checkLibrary(rung.packageDirectory));
    AK_ASSIGN(auto made, makeModelRung(rung, m_ladderModel, *m_outputs));
    return m_contenders.emplace(name, std::move(made)).first->second.get();
}

Result<std::string> ModelService::recheck(Contender& contender) const
{
    const double ratio = m_outputs->maximumErrorRatio(contender);
    return ratio <= 1 ? std::string()
                      : fmt::format("{}: error {:.2f} times its budget", contender.name(), ratio);
}

Result<protocol::PairBlock> ModelService::time(
    const protocol::TimeModelRequest& request, const ProgressSink& progress)
{
    AK_TRY(requireModel());
    AK_ASSIGN(auto* b, contender(request.b, request.freshProcesses, progress));
    static_cast<void>(b);
    AK_ASSIGN(auto* a, contender(request.a, request.freshProcesses, progress));
    // Making A may have made room by ending B.
    AK_ASSIGN(b, contender(request.b, false, progress));
    PairOptions options;
    options.pairs = request.pairs;
    options.dataSets = m_outputs->setCount();
    options.startWithB = request.startWithB;
    options.seed = request.seed;
    options.incumbentNanoseconds = request.forwardNanoseconds;
    options.recheckedPairs = 1;
    options.overwritesResults = false; // results are the helper's own, made anew at each call
    options.recheck = [this](Contender& contender, int) { return recheck(contender); };
    AK_ASSIGN(auto block, timePairs(*a, *b, options));
    block.a = request.a;
    block.b = request.b;
    block.target = "model " + m_model->info.name;
    block.clock = protocol::Clock::Wall;
    block.dataSets = options.dataSets;
    block.footprintBytes = m_model->info.bytes;
    block.lastLevelCacheBytes = lastLevelCacheBytes();
    block.seed = request.seed;
    return block;
}

} // namespace autokernel::lab

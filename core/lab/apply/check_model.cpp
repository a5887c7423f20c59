// SPDX-License-Identifier: Apache-2.0
#include "lab/apply/check_model.h"

#include "base/files.h"
#include "lab/apply/package.h"
#include "lab/baseline/model_rung.h"
#include "lab/baseline/served_tensors.h"
#include "lab/model/archive.h"
#include "lab/model/forward.h"
#include "lab/model/row_errors.h"
#include "lab/model/wide_model.h"

#include <ATen/ops/from_blob.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace autokernel::lab {
namespace {

using Clock = std::chrono::steady_clock;
using Results = std::vector<at::Tensor>;

// One process of the package answers so many bytes of outputs: they all have room at once.
constexpr std::size_t kMostOutputBytes = std::size_t {256} << 20;
constexpr std::chrono::minutes kLoadLimit {5};
constexpr std::chrono::nanoseconds kLeastForwardLimit = std::chrono::minutes(1);
constexpr int kForwardLimitFactor = 50; // of the original's forward

// What the original made of one set of arguments.
struct Original
{
    InputSet set;
    Results results;
    Clock::duration duration;
};

std::size_t bytesOf(const Results& results)
{
    std::size_t bytes = 0;
    for (const auto& result : results)
        bytes += result.nbytes();
    return bytes;
}

// The package is candidate code outside the seal: it runs in processes of its own, which see the
// inputs and give back outputs, and whose packed weights end with them.
class Comparison
{
public:
    Comparison(const LoadedModel& model, std::filesystem::path package)
        : m_model(model)
        , m_package(std::move(package))
        , m_truth(widerModel(*model.module, *model.inputs.front().arguments, model.info))
    {
        m_reply.truth = m_truth ? m_truth->name : "original";
    }

    // Once the reply has a failure, nothing more happens.
    Result<void> add(InputSet set)
    {
        if (!m_reply.failure.empty())
            return {};
        const auto begin = Clock::now();
        auto results = runForward(*m_model.module, *set.arguments);
        if (!results)
            return refuse("The original: ", results.error());
        const auto bytes = bytesOf(*results);
        if (!m_originals.empty() && m_bytes + bytes > kMostOutputBytes)
            AK_TRY(compareWaiting());
        m_bytes += bytes;
        m_originals.push_back({std::move(set), std::move(*results), Clock::now() - begin});
        return {};
    }

    Result<protocol::CheckModelReply> finish()
    {
        if (m_reply.failure.empty())
            AK_TRY(compareWaiting());
        return std::move(m_reply);
    }

private:
    Result<void> compareWaiting()
    {
        const auto originals = std::exchange(m_originals, {});
        m_bytes = 0;
        AK_ASSIGN(const auto package, start(originals));
        if (const auto ready = package->waitReady(kLoadLimit); !ready)
            return refuse("The patched model: ", ready.error());
        for (int i = 0; i < static_cast<int>(originals.size()) && m_reply.failure.empty(); ++i)
            AK_TRY(compareOne(*package, i, originals[static_cast<std::size_t>(i)]));
        return {};
    }

    Result<std::unique_ptr<RungContender>> start(const std::vector<Original>& originals)
    {
        std::vector<InputSet> sets;
        std::vector<runner::DataSetDescription> room;
        for (const auto& original : originals) {
            sets.push_back(original.set);
            AK_ASSIGN(auto one, roomFor(original.results));
            room.push_back(std::move(one));
        }
        LadderModel model;
        model.threads = m_model.info.threads;
        model.info.inputsPath = (m_inputs.path() / "inputs").string();
        AK_TRY(writeInputSets(model.info.inputsPath, sets));
        AK_ASSIGN(auto memory, runner::RunMemory::create(room));
        ModelRungRequest request;
        request.rung = "package";
        request.packageDirectory = m_package;
        request.isTimed = false;
        return spawnModelRung(request, model, std::move(memory));
    }

    Result<void> compareOne(RungContender& package, int set, const Original& original)
    {
        const auto limit = std::max<std::chrono::nanoseconds>(
            kLeastForwardLimit, kForwardLimitFactor * original.duration);
        if (const auto ran = package.runBlock(set, 1, 1, limit); !ran)
            return refuse("The patched model: ", ran.error());
        if (const auto delivered = package.deliver(); !delivered)
            return refuse("The patched model: ", delivered.error());
        const auto truth = m_truth
            ? runForward(m_truth->module, widened(*original.set.arguments, m_truth->dtype))
            : Result<Results>(original.results);
        if (!truth)
            return refuse("The wider model: ", truth.error());
        if (truth->size() != original.results.size())
            return refuse("The wider model: ",
                {ErrorCode::RuntimeError, "it returns another number of tensors.", {}});
        for (std::size_t i = 0; i < original.results.size(); ++i) {
            const auto& expected = original.results[i];
            const auto bytes = package.output(set, static_cast<int>(i));
            const auto patched = at::from_blob(
                const_cast<std::byte*>(bytes.data()), expected.sizes(), expected.scalar_type());
            const auto ratios
                = errorRatios(patched, expected, truth->at(i), m_truth ? 0 : kAssumedUlps);
            m_reply.worstMaxRatio = std::max(m_reply.worstMaxRatio, ratios.maximum);
            m_reply.worstRmsRatio = std::max(m_reply.worstRmsRatio, ratios.rms);
        }
        ++m_reply.inputsChecked;
        return {};
    }

    Result<void> refuse(const char* who, const Error& error)
    {
        m_reply.failure = who + error.message;
        return {};
    }

    const LoadedModel& m_model;
    std::filesystem::path m_package;
    std::optional<WideModel> m_truth;
    TemporaryDirectory m_inputs;
    std::vector<Original> m_originals; // not compared yet
    std::size_t m_bytes = 0; // of their results
    protocol::CheckModelReply m_reply;
};

} // namespace

Result<protocol::CheckModelReply> checkModel(const LoadedModel& model,
    const std::filesystem::path& packageDirectory, std::uint64_t seed, int seededInputs)
{
    AK_TRY(checkLibrary(packageDirectory)); // the loader dies of a truncated file
    const EagerExecution eager(model.info.threads);
    Comparison comparison(model, packageDirectory);
    for (const auto& set : model.inputs)
        AK_TRY(comparison.add(set));
    for (int i = 0; i < seededInputs; ++i) {
        const auto& example = model.inputs[static_cast<std::size_t>(i) % model.inputs.size()];
        AK_TRY(comparison.add({std::make_shared<const std::vector<c10::IValue>>(seededArguments(
                                   *example.arguments, seed + static_cast<std::uint64_t>(i))),
            1}));
    }
    return comparison.finish();
}

} // namespace autokernel::lab

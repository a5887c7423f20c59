// SPDX-License-Identifier: Apache-2.0
// A fake worker with a whole model of one op: `calls` calls of the fake kernel and some time
// outside. Packages are folders that say which candidate is in them. One thread.
#pragma once

#include "base/files.h"
#include "support/fake_worker.h"

namespace autokernel::support {

struct FakeRung
{
    double speedup = 1; // over eager
    bool isCorrect = true;
    double prepareSeconds = 0;
};

class FakeModelWorker final : public FakeWorker
{
public:
    FakeModelWorker(Time time, kernel::Target target, double eagerNanoseconds = 1e6)
        : FakeWorker(std::move(time), eagerNanoseconds)
        , m_target(std::move(target))
    {
    }

    std::map<std::string, FakeRung> rungs; // beside eager
    double outsideNanoseconds = 2e6; // of one forward
    int callsPerForward = 8;
    std::string modelSha256 = std::string(64, 'a');
    double packingNanoseconds = 1e5; // of a kernel that packs its weights at each call
    double pythonNanoseconds = 0; // what plain Python adds to a forward of a package
    protocol::CheckModelReply outputs {0.4, 0.3, 8, "fp64", ""};
    // The worst error of a package, in budgets; empty: that of `outputs`.
    std::function<double(const std::vector<protocol::Winner>&)> errorWith;
    std::vector<kernel::Target> moreTargets; // each another site like the first
    // May refuse the timing of a package with these winners: a kernel that crashes in the model.
    std::function<std::optional<Error>(const std::vector<protocol::Winner>&)> failPackage
        = [](const auto&) { return std::nullopt; };
    // Nanoseconds of a forward with these winners; empty: the sum over all sites.
    std::function<double(const std::vector<protocol::Winner>&)> forwardWith;
    std::function<void(const protocol::TimeModelRequest&)> onModelTiming = [](const auto&) {};
    // May change a block before it is sent: a busy machine.
    std::function<void(const protocol::TimeModelRequest&, protocol::PairBlock&)> spoilModel
        = [](const auto&, auto&) {};
    double profileSlowdown = 1; // of the next profiles

    Result<Json> call(
        const std::string& op, Json fields, const engine::CallOptions& options) override
    {
        if (!isModelOp(op))
            return FakeWorker::call(op, std::move(fields), options);
        ++calls[op];
        onDeadline(op, options.deadline);
        onCall(op);
        if (options.isUnwanted())
            return fail(ErrorCode::Cancelled, "stopped");
        if (isHanging(op))
            return waitForEver(options);
        if (const auto failure = nextFailure(op))
            return fail(*failure);
        if (op == "load_model")
            return Json(model());
        if (op == "model_ladder")
            return Json(ladder());
        if (op == "profile_model")
            return Json(profile());
        if (op == "build_package")
            return build(fields.get<protocol::BuildPackage>());
        if (op == "check_model")
            return check(fields.at("directory").get<std::string>());
        return timeModel(fields.get<protocol::TimeModelRequest>());
    }

private:
    static bool isModelOp(const std::string& op)
    {
        return op == "load_model" || op == "model_ladder" || op == "profile_model"
            || op == "build_package" || op == "check_model" || op == "time_model";
    }

    protocol::ModelInfo model() const
    {
        protocol::ModelInfo info;
        info.name = "toy model";
        info.sha256 = modelSha256;
        info.dtype = "fp32";
        return info;
    }

    std::vector<kernel::Target> targets() const
    {
        auto all = moreTargets;
        all.insert(all.begin(), m_target);
        return all;
    }

    double eagerForward() const
    {
        return outsideNanoseconds
            + static_cast<double>(callsPerForward) * static_cast<double>(targets().size())
            * trueTime({"eager", std::nullopt});
    }

    protocol::Profile profile() const
    {
        protocol::Profile profile;
        const double eager = trueTime({"eager", std::nullopt});
        profile.forwardMicroseconds = profileSlowdown * eagerForward() / 1e3;
        profile.forwardLow = profile.forwardMicroseconds * 0.99;
        profile.forwardHigh = profile.forwardMicroseconds * 1.01;
        profile.outsideOpsMicroseconds = outsideNanoseconds / 1e3;
        for (const auto& target : targets()) {
            protocol::Site site;
            site.index = static_cast<int>(profile.sites.size());
            site.target = target;
            site.pattern = "toy";
            site.microsecondsPerForward = callsPerForward * eager / 1e3;
            site.callsPerForward = callsPerForward;
            profile.sites.push_back(site);
        }
        return profile;
    }

    protocol::ModelLadder ladder()
    {
        protocol::ModelLadder result;
        const double eager = eagerForward();
        auto all = rungs;
        all["eager"] = {};
        for (const auto& [name, rung] : all) {
            protocol::Rung row;
            row.name = name;
            row.samples.name = name;
            row.samples.correct = rung.isCorrect;
            row.prepareSeconds = rung.prepareSeconds;
            row.maximumErrorRatio = rung.isCorrect ? 0.5 : 7;
            for (const auto& pair : pairs(eager / rung.speedup, eager, 20))
                row.samples.nanoseconds.push_back(pair.aNanoseconds);
            result.rungs.push_back(std::move(row));
        }
        return result;
    }

    Result<Json> build(const protocol::BuildPackage& request)
    {
        std::filesystem::create_directories(request.directory);
        AK_TRY(writeFileAtomically(std::filesystem::path(request.directory) / "winners.json",
            Json(request.winners).dump()));
        protocol::PackageInfo info;
        info.directory = request.directory;
        info.sitesReplaced = static_cast<int>(request.winners.size());
        return Json(info);
    }

    static Result<std::vector<protocol::Winner>> winnersIn(const std::filesystem::path& directory)
    {
        AK_ASSIGN(const auto text, readFile(directory / "winners.json"));
        AK_ASSIGN(const auto json, parseJson(text));
        return json.get<std::vector<protocol::Winner>>();
    }

    Result<Json> check(const std::filesystem::path& directory) const
    {
        auto reply = outputs;
        if (errorWith) {
            AK_ASSIGN(const auto winners, winnersIn(directory));
            reply.worstMaxRatio = errorWith(winners);
        }
        return Json(reply);
    }

    Result<double> timeOfPackage(const std::filesystem::path& directory) const
    {
        AK_ASSIGN(const auto winners, winnersIn(directory));
        if (const auto failure = failPackage(winners))
            return fail(*failure);
        if (forwardWith)
            return forwardWith(winners);
        double sum = eagerForward();
        for (const auto& winner : winners) {
            double kernel = trueTime({"candidate", winner.candidate});
            if (winner.candidate.source.find("packing_each_call") != std::string::npos)
                kernel += packingNanoseconds;
            sum += callsPerForward * (kernel - trueTime({"eager", std::nullopt}));
        }
        return sum;
    }

    Result<double> timeOf(const std::string& contender) const
    {
        const std::string python = "python_package:";
        if (contender.starts_with(python)) {
            AK_ASSIGN(const double time, timeOfPackage(contender.substr(python.size())));
            return time + pythonNanoseconds;
        }
        const std::string package = "package:";
        if (contender.starts_with(package))
            return timeOfPackage(contender.substr(package.size()));
        if (contender == "original")
            return eagerForward();
        const auto rung = rungs.find(contender);
        if (rung == rungs.end())
            return fail(ErrorCode::NotFound, "the fake model has no rung {}", contender);
        return eagerForward() / rung->second.speedup;
    }

    Result<Json> timeModel(const protocol::TimeModelRequest& request)
    {
        onModelTiming(request);
        AK_ASSIGN(const double a, timeOf(request.a));
        AK_ASSIGN(const double b, timeOf(request.b));
        if (isTooSlow(std::max(a, b), request.forwardNanoseconds))
            return fail(ErrorCode::TimedOut, "a forward did not return in time");
        protocol::PairBlock block;
        block.a = request.a;
        block.b = request.b;
        block.target = "model toy model";
        block.seed = request.seed;
        block.loads = std::max(request.loads, 1);
        block.pairs = pairs(a, b, request.pairs);
        spoilModel(request, block);
        return Json(block);
    }

    kernel::Target m_target;
};

} // namespace autokernel::support

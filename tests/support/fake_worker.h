// SPDX-License-Identifier: Apache-2.0
// A worker without a machine: it answers the engine's requests from a table of true kernel times
// with seeded noise, and misbehaves on request. One thread.
#pragma once

#include "engine/worker_link.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <thread>

namespace autokernel::support {

class FakeWorker : public engine::WorkerLink
{
public:
    // True nanoseconds of one call of a candidate, from its tunables.
    using Time = std::function<double(const kernel::TunableValues&)>;

    explicit FakeWorker(
        Time time, double eagerNanoseconds = 1e6, double noise = 0.01, std::uint64_t seed = 1)
        : m_time(std::move(time))
        , m_eager(eagerNanoseconds)
        , m_noise(noise)
        , m_random(seed)
    {
    }

    // Answers `op` with this error the next `count` times.
    void failNext(const std::string& op, Error error, int count = 1)
    {
        m_failures[op] = {std::move(error), count};
    }
    // Never answers `op`, as a measurement that takes its time: only who asked can end it.
    void hangAt(const std::string& op) { m_hanging = op; }
    // Candidates with these tunables give wrong results.
    std::function<bool(const kernel::TunableValues&)> isWrong = [](const auto&) { return false; };
    std::function<void(const std::string& op)> onCall = [](const auto&) {};
    // May change the true times of A and B before noise is added: a machine that lies.
    std::function<void(const protocol::TimeRequest&, double& a, double& b)> distort
        = [](const auto&, double&, double&) {};
    // May change a block before it is sent: pairs that do not count.
    std::function<void(const protocol::TimeRequest&, protocol::PairBlock&)> spoil
        = [](const auto&, auto&) {};
    // May refuse one timing.
    std::function<std::optional<Error>(const protocol::TimeRequest&)> failTime
        = [](const auto&) { return std::nullopt; };
    std::map<std::string, double> rungTimes; // nanoseconds of rungs beside eager
    std::function<roofline::Roofs()> roofs = [] { return roofline::Roofs {}; };
    std::string signature = "fake signature";
    std::string unconfined;
    std::vector<std::string> unusualInstructions; // of every binary
    std::map<std::string, int> calls;
    std::string heldDevice; // that no other run may measure on
    std::function<void(const std::string& op, std::chrono::seconds)> onDeadline
        = [](const auto&, auto) {};

    std::string exclusiveDevice() const override { return heldDevice; }

    Result<protocol::Hello> hello(const std::stop_token& stop) override
    {
        if (isHanging("hello")) {
            engine::CallOptions options;
            options.stop = stop;
            return waitForEver(options);
        }
        protocol::Hello hello;
        hello.version = "fake";
        protocol::DeviceInfo device;
        device.id = "cpu";
        device.name = "fake processor";
        device.cores = 2;
        device.memoryBytes = std::uint64_t {16} << 30U;
        device.isa = {"avx2", "avx512"};
        device.signature = signature;
        hello.devices = {device};
        hello.noCuda = "this is a fake";
        hello.unconfined = unconfined;
        return hello;
    }

    Result<Json> call(
        const std::string& op, Json fields, const engine::CallOptions& options) override
    {
        ++calls[op];
        onCall(op);
        onDeadline(op, options.deadline);
        if (options.isUnwanted())
            return fail(ErrorCode::Cancelled, "stopped");
        if (isHanging(op))
            return waitForEver(options);
        if (const auto failure = nextFailure(op))
            return fail(*failure);
        if (op == "measure_roofs")
            return Json(roofs());
        if (op == "compile")
            return Json(protocol::CompileReply {"binary", 0.1, "", {}, unusualInstructions});
        if (op == "check")
            return check(fields.get<protocol::CheckRequest>());
        if (op == "time")
            return time(fields.get<protocol::TimeRequest>());
        if (op == "ladder")
            return ladder(fields.get<protocol::LadderRequest>());
        return fail(ErrorCode::Unsupported, "the fake knows no '{}'", op);
    }

protected:
    std::optional<Error> nextFailure(const std::string& op)
    {
        const auto found = m_failures.find(op);
        if (found == m_failures.end() || found->second.second == 0)
            return std::nullopt;
        --found->second.second;
        return found->second.first;
    }
    bool isHanging(const std::string& op) const { return op == m_hanging; }

    static tl::unexpected<Error> waitForEver(const engine::CallOptions& options)
    {
        while (!options.isUnwanted())
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return fail(ErrorCode::Cancelled, "stopped");
    }

    // True nanoseconds of one call of a kernel.
    double trueTime(const protocol::ContenderRef& contender) const
    {
        if (const auto rung = rungTimes.find(contender.name); rung != rungTimes.end())
            return rung->second;
        return contender.candidate ? m_time(tunablesOf(*contender.candidate)) : m_eager;
    }

    // A call that takes longer is killed, as by the real worker.
    static bool isTooSlow(double callNanoseconds, double incumbentNanoseconds)
    {
        return callNanoseconds > std::max(2e9, 50 * incumbentNanoseconds);
    }

    // Pairs of two contenders with these true times.
    std::vector<protocol::Pair> pairs(double a, double b, int count)
    {
        std::normal_distribution<double> noise(0, m_noise);
        std::vector<protocol::Pair> result;
        for (int i = 0; i < count; ++i) {
            protocol::Pair pair;
            pair.aNanoseconds = a * std::exp(noise(m_random));
            pair.bNanoseconds = b * std::exp(noise(m_random));
            pair.aWitnessNanoseconds = pair.aNanoseconds * 1.9;
            pair.bWitnessNanoseconds = pair.bNanoseconds * 1.9;
            pair.dataSet = i % 3;
            pair.aFirst = i % 2 == 0;
            result.push_back(pair);
        }
        return result;
    }

private:
    Result<Json> check(const protocol::CheckRequest& request)
    {
        Json stages = Json::array();
        for (const auto& name : request.stages) {
            protocol::StageEvidence evidence;
            evidence.stage = *protocol::stageFromString(name);
            protocol::CheckCase one;
            one.stage = evidence.stage;
            one.name = "uniform";
            one.maxError = 1e-7;
            one.yardstickMaxError = 1e-7;
            one.worstMaxRatio = one.worstRmsRatio
                = isWrong(tunablesOf(request.candidate)) ? 40 : 0.3;
            evidence.cases.push_back(one);
            stages.push_back(evidence);
        }
        return Json {{"stages", stages}};
    }

    Result<Json> ladder(const protocol::LadderRequest& request)
    {
        auto contenders = request.contenders;
        contenders.push_back({"eager", std::nullopt});
        std::vector<protocol::ContenderSamples> samples;
        for (const auto& contender : contenders) {
            protocol::ContenderSamples each;
            each.name = contender.name;
            each.target = request.target.key();
            each.correct = true;
            for (const auto& pair : pairs(trueTime(contender), m_eager, 20))
                each.nanoseconds.push_back(pair.aNanoseconds);
            samples.push_back(std::move(each));
        }
        return Json {{"contenders", samples}};
    }

    static kernel::TunableValues tunablesOf(const protocol::CandidateRef& candidate)
    {
        return kernel::makeCandidate(candidate.source, candidate.tunables)->tunables;
    }

    Result<Json> time(const protocol::TimeRequest& request)
    {
        if (auto error = failTime(request))
            return fail(std::move(*error));
        double a = trueTime(request.a);
        double b = trueTime(request.b) * (1 + request.extraWorkOfB);
        distort(request, a, b);
        if (isTooSlow(std::max(a, b), request.incumbentNanoseconds))
            return fail(ErrorCode::TimedOut, "a call did not return in time");
        protocol::PairBlock block;
        block.a = request.a.name;
        block.b = request.b.name;
        block.target = request.target.key();
        block.dataSets = 3;
        block.seed = request.seed;
        block.pairs = pairs(a, b, request.pairs);
        spoil(request, block);
        return Json(block);
    }

    Time m_time;
    double m_eager;
    double m_noise;
    std::mt19937_64 m_random;
    std::string m_hanging;
    std::map<std::string, std::pair<Error, int>> m_failures;
};

} // namespace autokernel::support

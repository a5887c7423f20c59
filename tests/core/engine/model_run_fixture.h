// SPDX-License-Identifier: Apache-2.0
// Whole-model runs on a fake model.
#pragma once

#include "core/engine/engine_fixture.h"

#include "report/report_data.h"
#include "support/fake_model_worker.h"

#include <set>

namespace autokernel::engine::test {

using store::ModelMeasurement;
using support::FakeModelWorker;

class ModelRunTest : public EngineTest
{
protected:
    ModelRunTest()
    {
        m_config.target.reset();
        m_config.model = protocol::LoadModel {};
        m_config.model->example = "toy";
    }

    std::unique_ptr<support::FakeWorker> makeWorker() override
    {
        auto worker = std::make_unique<FakeModelWorker>(m_time, target());
        worker->rungs = m_rungs;
        worker->onCall = [this](const std::string& op) {
            ++m_calls[op];
            m_now += m_cost[op];
        };
        worker->onModelTiming = [this](const protocol::TimeModelRequest& request) {
            m_timed.insert({request.a, request.b});
        };
        if (m_change)
            m_change(*worker);
        return worker;
    }

    // A model of two kernels whose forward takes so long with these winners in it.
    void useTwoKernels(std::function<double(bool first, bool second)> milliseconds)
    {
        m_change = [=](FakeModelWorker& worker) {
            auto second = target();
            second.symbols = {{"N", 2048}};
            worker.moreTargets = {second};
            worker.forwardWith = [=](const std::vector<protocol::Winner>& winners) {
                const auto has = [&](std::int64_t size) {
                    return std::any_of(winners.begin(), winners.end(),
                        [&](const auto& winner) { return winner.target.symbols.at("N") == size; });
                };
                return 1e6 * milliseconds(has(1024), has(2048));
            };
        };
    }

    std::vector<store::EndToEndRow> rows(store::RunId run) { return value(reader().endToEnd(run)); }
    report::Outcome reported(store::RunId run)
    {
        return value(report::buildReport(reader(), run)).outcome;
    }

    std::optional<store::EndToEndRecord> measured(store::RunId run, ModelMeasurement kind)
    {
        std::optional<store::EndToEndRecord> found;
        for (const auto& row : value(reader().endToEnd(run)))
            if (row.record.kind == kind)
                found = row.record;
        return found;
    }

    std::map<std::string, support::FakeRung> m_rungs {
        {"torchscript_frozen", {1.05, true}}, {"torch_compile", {1.1, true}}};
    support::FakeWorker::Time m_time = timeOf; // nanoseconds of a call of a candidate
    std::function<void(FakeModelWorker&)> m_change;
    std::map<std::string, double> m_cost; // seconds of a call
    std::map<std::string, int> m_calls;
    std::set<std::string> m_timed; // everything that was timed in the whole model
};

} // namespace autokernel::engine::test

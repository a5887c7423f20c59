// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/system_check.h"

#include "ui/bridge/system_probe.h"
#include "ui/text.h"

#include "engine/engine.h"
#include "engine/measured_roofs.h"

namespace autokernel::ui {
namespace {

using namespace std::chrono_literals;
constexpr auto kRoofsDeadline = 300s; // the engine's own
constexpr const char* kRunMeasures = "a run is measuring; look again when it has ended";

// Fills the facts from top to bottom and shows each as soon as it is known.
class Look
{
public:
    using Show = std::function<void(const SystemFacts&)>;

    Look(SystemCheck::Request request, Show show, engine::CallOptions call)
        : m_request(std::move(request))
        , m_show(std::move(show))
        , m_call(std::move(call))
    {
    }

    SystemFacts run(engine::WorkerLink& worker)
    {
        m_facts.sandbox = probeSandbox();
        m_facts.counters = probeCounters();
        m_facts.disk = probeDisk(m_request.history);
        m_facts.nvidiaDriver = probeNvidiaDriver();
        m_facts.compiler = probeCompiler(m_call.stop);
        const auto python = helperPython();
        m_facts.python = probePython(python, m_call.stop);
        m_show(m_facts);
        if (!m_call.stop.stop_requested())
            askWorker(worker);
        m_show(m_facts);
        if (!m_call.stop.stop_requested())
            m_facts.torch = probeTorch(python, m_call.stop);
        m_show(m_facts);
        measureRoofs(worker);
        return std::move(m_facts);
    }

private:
    void askWorker(engine::WorkerLink& worker)
    {
        auto hello = worker.hello(m_call.stop);
        if (hello)
            m_facts.hello = std::move(*hello);
        else
            m_facts.workerProblem = hello.error().message;
    }

    void measureRoofs(engine::WorkerLink& worker)
    {
        if (!m_facts.hello)
            return;
        if (!m_request.mayMeasure) {
            m_facts.roofsProblem = kRunMeasures;
            return;
        }
        for (const auto& device : m_facts.hello->devices) {
            if (m_call.stop.stop_requested())
                return;
            // A look at the machine does not wait for whoever measures on it.
            auto roofs = engine::roofsHolding(worker.exclusiveDevice().empty() ? "" : device.id,
                {[](const auto&) {}, [] { return true; }}, worker,
                {device, device.cores, m_request.remeasure}, m_call);
            if (roofs)
                m_facts.roofs[device.id] = std::move(*roofs);
            else if (roofs.error().code == ErrorCode::Cancelled)
                m_facts.roofsProblem = kRunMeasures;
            else
                m_facts.roofsProblem = roofs.error().message;
            m_show(m_facts);
        }
    }

    SystemCheck::Request m_request;
    Show m_show;
    engine::CallOptions m_call;
    SystemFacts m_facts;
};

} // namespace

SystemCheck::SystemCheck(WorkerMaker workers, QObject* parent)
    : QObject(parent)
    , m_workers(std::move(workers))
{
}

void SystemCheck::start(const Request& request)
{
    const auto show = [this](const SystemFacts& facts) {
        m_facts = std::make_shared<SystemFacts>(facts);
        emit changed(m_facts);
    };
    emit doing(tr("Looking at this machine"));
    m_background.start(
        [this, request, show, workers = m_workers](
            std::stop_token stop, const Background::Say& say) {
            const auto worker = workers(engine::WorkerCommand {});
            const auto post
                = [show, say](const SystemFacts& facts) { say([show, facts] { show(facts); }); };
            const auto progress = [this, say](const std::string& what, double) {
                say([this, what] { emit doing(text(what)); });
            };
            return Look(request, post, {kRoofsDeadline, progress, stop}).run(*worker);
        },
        [this, show](const SystemFacts& facts) {
            show(facts);
            emit doing({});
        });
}

void SystemCheck::cancel()
{
    if (!isBusy())
        return;
    m_background.cancel();
    auto facts = m_facts ? *m_facts : SystemFacts {};
    facts.roofsProblem = kRunMeasures;
    m_facts = std::make_shared<SystemFacts>(std::move(facts));
    emit changed(m_facts);
    emit doing({});
}

} // namespace autokernel::ui

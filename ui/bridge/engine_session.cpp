// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/engine_session.h"

#include "engine/resume_check.h"
#include "engine/run_toml.h"

#include <QTime>
#include <chrono>

namespace autokernel::ui {
namespace {
using namespace std::chrono_literals;
constexpr auto kDrainInterval = 50ms;

// A run that is resumed brings its own: which device, whose kernels, on which machine.
Result<engine::RunConfig> configOf(const EngineSession::Request& request)
{
    if (!request.resume)
        return request.config;
    AK_ASSIGN(const auto reader, store::HistoryReader::open(request.history));
    AK_ASSIGN(const auto stored, reader.run(*request.resume));
    return engine::resumedConfig(stored, request.config);
}
} // namespace

EngineSession::EngineSession(WorkerMaker workers, QObject* parent)
    : QObject(parent)
    , m_workers(std::move(workers))
{
    m_timer.setInterval(kDrainInterval);
    connect(&m_timer, &QTimer::timeout, this, &EngineSession::drain);
}

EngineSession::~EngineSession()
{
    m_thread.request_stop();
}

void EngineSession::start(Request request)
{
    if (m_isRunning)
        return;
    m_control.finish = false;
    m_control.pause = false;
    m_control.skipTarget = false;
    m_control.holdTarget = false;
    m_isHolding = false;
    m_isRunning = true;
    m_timer.start();
    m_thread = std::jthread([this, request = std::move(request)](
                                std::stop_token stop) mutable { run(stop, std::move(request)); });
    emit started();
}

void EngineSession::run(std::stop_token stop, Request request)
{
    std::error_code ignored; // the engine says it better if the folder cannot be made
    std::filesystem::create_directories(request.history.parent_path(), ignored);
    engine::EngineOptions options;
    options.history = request.history;
    options.resume = request.resume;
    options.commandLine = engine::runCommand(request.config); // what repeats it
    options.localTimeOfDay
        = std::chrono::seconds(QTime::currentTime().msecsSinceStartOfDay() / 1000);
    const auto config = configOf(request);
    auto outcome = config ? engine::runEngine(request.config, options,
                       {[&] { return m_workers(engine::workerCommandOf(*config)); },
                           [this](const engine::Event& event) { push(event); }, m_control, stop})
                          : fail(config.error());
    const std::scoped_lock lock(m_mutex);
    m_outcome = std::move(outcome);
}

void EngineSession::push(const engine::Event& event)
{
    const std::scoped_lock lock(m_mutex);
    // Of progress only the last counts.
    if (std::holds_alternative<engine::Progress>(event) && !m_queue.empty()
        && std::holds_alternative<engine::Progress>(m_queue.back()))
        m_queue.back() = event;
    else
        m_queue.push_back(event);
}

void EngineSession::drain()
{
    std::vector<engine::Event> events;
    std::optional<Result<engine::RunOutcome>> outcome;
    {
        const std::scoped_lock lock(m_mutex);
        events.swap(m_queue);
        outcome.swap(m_outcome);
    }
    for (const auto& event : events) {
        if (const auto* now = std::get_if<engine::Progress>(&event))
            emit progress(*now);
        else if (const auto* said = std::get_if<engine::Notice>(&event))
            emit notice(
                QString::fromStdString(said->text), said->level >= store::LogLevel::Warning);
    }
    if (m_isHolding && !m_control.holdTarget) {
        m_isHolding = false;
        emit holdEnded();
    }
    if (!outcome)
        return;
    m_timer.stop();
    m_thread.join();
    m_isRunning = false;
    // Whoever ends a run before it has begun knows why it ended.
    const bool hasFailed = *outcome ? (*outcome)->state == store::RunState::Failed
                                    : outcome->error().code != ErrorCode::Cancelled;
    emit ended(hasFailed,
        QString::fromStdString(*outcome ? (*outcome)->summary : outcome->error().message));
}

void EngineSession::pauseAfterThis(bool pause)
{
    m_control.pause = pause;
}

void EngineSession::skipKernel()
{
    m_control.skipTarget = true;
}

void EngineSession::holdKernel(bool hold)
{
    m_control.holdTarget = hold;
    m_isHolding = hold;
}

void EngineSession::finish()
{
    m_control.pause = false;
    m_control.finish = true;
}

void EngineSession::stop()
{
    m_thread.request_stop();
}

} // namespace autokernel::ui

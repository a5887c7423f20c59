// SPDX-License-Identifier: Apache-2.0
// The engine's end of the worker protocol. WorkerLink is the seam that tests replace; WorkerProcess
// is the real one: it starts the worker, watches deadlines, kills a silent worker and starts
// another. Belongs to the engine thread.
#pragma once

#include "base/json.h"
#include "base/process.h"
#include "protocol/codec.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace autokernel::engine {

using ProgressSink = std::function<void(const std::string& text, double fraction)>;

struct CallOptions
{
    std::chrono::seconds deadline {120};
    ProgressSink progress;
    // Either kills the worker, whose work is not wanted any more.
    std::stop_token stop;
    const std::atomic<bool>* finish = nullptr;

    bool isUnwanted() const { return stop.stop_requested() || (finish && *finish); }
};

// Detail of the errors that say that the worker itself is gone (it died, or was killed because it
// stayed silent), where all others are its answers.
inline constexpr std::string_view kWorkerLost = "worker lost";
inline bool isWorkerLost(const Error& error)
{
    return error.detail == kWorkerLost;
}

// `shortest`, and four times what so many calls should take beyond it.
std::chrono::seconds deadlineOf(std::chrono::seconds shortest, int calls, double callNanoseconds);

class WorkerLink
{
public:
    virtual ~WorkerLink() = default;
    // Errors: what the worker answered; RuntimeError when it died and TimedOut at the deadline,
    // both with isWorkerLost(); Cancelled. After a death or a time-out the next call finds a fresh
    // worker, with the model loaded again; Io where that cannot be done.
    virtual Result<Json> call(const std::string& op, Json fields, const CallOptions& options) = 0;
    // What no other run may measure on meanwhile; "" where that does no harm.
    virtual std::string exclusiveDevice() const { return {}; }
    // Starts the worker where none runs, which may take a minute; a stop gives up at once.
    virtual Result<protocol::Hello> hello(const std::stop_token& stop) = 0;

    template <typename Reply>
    Result<Reply> ask(const std::string& op, Json fields, const CallOptions& options)
    {
        AK_ASSIGN(const auto json, call(op, std::move(fields), options));
        return protocol::decode<Reply>(json);
    }
};

struct WorkerCommand
{
    std::vector<std::string> prefix; // "ssh", "host", ...: words in front of the worker's own
    std::string device = "cpu"; // every message that names none is for this one
    std::filesystem::path program; // empty: autokernel-worker beside this executable
    std::vector<std::filesystem::path> kernelRoots;
};

class WorkerProcess final : public WorkerLink
{
public:
    explicit WorkerProcess(WorkerCommand command);
    ~WorkerProcess() override;
    Result<Json> call(const std::string& op, Json fields, const CallOptions& options) override;
    Result<protocol::Hello> hello(const std::stop_token& stop) override;
    // With the words in front of the worker's own, which may lead to another machine.
    std::string exclusiveDevice() const override;

private:
    Result<void> ensureRunning(const CallOptions& wanted);
    Result<void> tellState(const CallOptions& wanted);
    Result<void> start(const CallOptions& wanted);
    Result<std::optional<std::string>> firstLine(const CallOptions& wanted);
    struct Waiting; // for the answer to one call
    Result<Json> exchange(const std::string& op, Json fields, const CallOptions& options);
    Result<void> send(std::string_view line, const Waiting& waiting);
    Result<void> mayWait(const Waiting& waiting); // an error: the worker was killed
    Error died(std::string_view why, const std::string& op);
    Result<std::optional<Json>> handleLine(const std::string& line, const Waiting& waiting);
    Result<std::optional<Json>> understand(const std::string& line, const Waiting& waiting);
    void discard();

    WorkerCommand m_command;
    std::optional<ChildProcess> m_child;
    protocol::Hello m_hello;
    std::int64_t m_nextId = 1;
    // What a fresh worker must be told before anything else: (op, fields) of load_model and
    // profile_model.
    std::vector<std::pair<std::string, Json>> m_state;
};

} // namespace autokernel::engine

// SPDX-License-Identifier: Apache-2.0
#include "engine/worker_link.h"

#include "base/files.h"

#include <algorithm>
#include <cmath>

namespace autokernel::engine {
namespace {
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;
constexpr auto kStartDeadline = 60s;
constexpr auto kPollInterval = 100ms;
constexpr std::size_t kQuotedBytes = 200; // of a line that is no message

bool isState(const std::string& op)
{
    return op == "load_model" || op == "profile_model";
}

tl::unexpected<Error> lost(ErrorCode code, std::string message)
{
    return fail(Error {code, std::move(message), std::string(kWorkerLost)});
}
} // namespace

std::chrono::seconds deadlineOf(std::chrono::seconds shortest, int calls, double callNanoseconds)
{
    constexpr double kSlack = 4;
    return shortest
        + std::chrono::seconds(
            static_cast<std::int64_t>(std::ceil(kSlack * calls * callNanoseconds / 1e9)));
}

WorkerProcess::WorkerProcess(WorkerCommand command)
    : m_command(std::move(command))
{
    if (m_command.program.empty())
        m_command.program = programDirectory() / "autokernel-worker";
}

std::string WorkerProcess::exclusiveDevice() const
{
    return fmt::format("{}{}{}", fmt::join(m_command.prefix, " "),
        m_command.prefix.empty() ? "" : " ", m_command.device);
}

WorkerProcess::~WorkerProcess()
{
    discard();
}

void WorkerProcess::discard()
{
    if (!m_child)
        return;
    m_child->closeStdin();
    m_child->wait(2s);
    m_child.reset();
}

Result<protocol::Hello> WorkerProcess::hello(const std::stop_token& stop)
{
    CallOptions options;
    options.stop = stop;
    AK_TRY(ensureRunning(options));
    return m_hello;
}

Result<void> WorkerProcess::ensureRunning(const CallOptions& wanted)
{
    if (m_child && !m_child->poll())
        return {};
    m_child.reset();
    AK_TRY(start(wanted));
    auto told = tellState(wanted);
    if (!told && isWorkerLost(told.error())) { // of something else than the model, perhaps
        AK_TRY(start(wanted));
        told = tellState(wanted);
    }
    if (told || told.error().code == ErrorCode::Cancelled)
        return told;
    // The candidate of the question that could not be asked has no part in it.
    const bool isLost = isWorkerLost(told.error());
    return fail(Error {ErrorCode::Io,
        "a fresh worker could not be told of the model again: " + told.error().message,
        isLost ? std::string() : std::move(told).error().detail});
}

// A worker that does not know what the last one knew must not answer anything.
Result<void> WorkerProcess::tellState(const CallOptions& wanted)
{
    for (const auto& [op, fields] : m_state) {
        CallOptions options;
        options.deadline = 600s;
        options.stop = wanted.stop;
        options.finish = wanted.finish;
        if (auto told = exchange(op, fields, options); !told) {
            discard();
            return fail(std::move(told).error());
        }
    }
    return {};
}

// nullopt: it stayed silent.
Result<std::optional<std::string>> WorkerProcess::firstLine(const CallOptions& wanted)
{
    const auto deadline = Clock::now() + kStartDeadline;
    while (Clock::now() < deadline) {
        if (wanted.isUnwanted()) {
            m_child.reset();
            return fail(ErrorCode::Cancelled, "stopped while the worker started.");
        }
        auto line = m_child->readLine(kPollInterval);
        if (!line || *line)
            return line;
    }
    return std::nullopt;
}

Result<void> WorkerProcess::start(const CallOptions& wanted)
{
    std::vector<std::string> arguments = m_command.prefix;
    arguments.push_back(m_command.program.string());
    for (const auto& root : m_command.kernelRoots) {
        arguments.emplace_back("--kernels");
        arguments.push_back(root.string());
    }
    // As every contender's (runner/block_host.h): a pool that spins for longer loses whole time
    // slices where something else runs, and a profile of short ops shows nothing else.
    ProcessOptions waiting;
    waiting.environment = {{"GOMP_SPINCOUNT", "1000"}};
    auto child = ChildProcess::spawn(arguments, waiting);
    if (!child && child.error().code == ErrorCode::NotFound && !m_command.prefix.empty())
        return fail(ErrorCode::NotFound,
            "--worker-prefix begins with '{}', which is no program here.",
            m_command.prefix.front());
    if (!child && child.error().code == ErrorCode::NotFound)
        return fail(ErrorCode::NotFound,
            "the worker program {} is missing: build with LibTorch (packaging/run.sh --setup-only "
            "does).",
            m_command.program.string());
    if (!child)
        return fail(std::move(child).error());
    m_child.emplace(std::move(*child));
    auto line = firstLine(wanted);
    if (!line && line.error().code == ErrorCode::Cancelled)
        return fail(std::move(line).error());
    if (!line || !*line) {
        const auto status = m_child->wait(1s);
        discard();
        return fail(ErrorCode::Io, "the worker did not start: {}.",
            status ? status->toString() : std::string("it stayed silent for 60 s"));
    }
    const auto json = parseJson(**line);
    auto hello = json ? protocol::decode<protocol::Hello>(*json) : fail(json.error());
    if (!hello) {
        discard();
        return fail(Error {ErrorCode::Io,
            fmt::format("the worker did not start: it greeted with \"{}\". Does a shell's profile "
                        "or a banner write to its output?",
                (*line)->substr(0, kQuotedBytes)),
            std::move(hello).error().message});
    }
    m_hello = std::move(*hello);
    if (m_hello.protocol != protocol::kProtocolVersion) {
        discard();
        return fail(ErrorCode::Unsupported,
            "the worker speaks protocol {}, this program {}: install both from the same build.",
            m_hello.protocol, protocol::kProtocolVersion);
    }
    return {};
}

Result<Json> WorkerProcess::call(const std::string& op, Json fields, const CallOptions& options)
{
    AK_TRY(ensureRunning(options));
    auto reply = exchange(op, fields, options);
    if (reply && isState(op)) {
        std::erase_if(
            m_state, [&](const auto& entry) { return op == "load_model" || entry.first == op; });
        m_state.emplace_back(op, std::move(fields));
    }
    return reply;
}

struct WorkerProcess::Waiting
{
    const std::string& op;
    std::int64_t id;
    const CallOptions& options;
    Clock::time_point deadline;
};

Error WorkerProcess::died(std::string_view why, const std::string& op)
{
    const auto status = m_child->wait(500ms);
    m_child.reset();
    return {ErrorCode::RuntimeError,
        fmt::format("the worker died during '{}' ({}; {}).", op, why,
            status ? status->toString() : std::string("killed by us")),
        std::string(kWorkerLost)};
}

Result<void> WorkerProcess::mayWait(const Waiting& waiting)
{
    if (waiting.options.isUnwanted()) {
        m_child.reset();
        return fail(ErrorCode::Cancelled, "stopped during '{}'.", waiting.op);
    }
    if (Clock::now() >= waiting.deadline) {
        m_child.reset();
        return lost(ErrorCode::TimedOut,
            fmt::format("the worker gave no answer to '{}' within {} s and was killed.", waiting.op,
                waiting.options.deadline.count()));
    }
    return {};
}

// A pipe holds 64 KiB, and whoever stands between us and the worker may have stalled.
Result<void> WorkerProcess::send(std::string_view line, const Waiting& waiting)
{
    while (!line.empty()) {
        AK_TRY(mayWait(waiting));
        const auto taken = m_child->write(line, kPollInterval);
        if (!taken)
            return fail(died(taken.error().message, waiting.op));
        line.remove_prefix(*taken);
    }
    return {};
}

Result<Json> WorkerProcess::exchange(const std::string& op, Json fields, const CallOptions& options)
{
    const Waiting waiting {op, m_nextId++, options, Clock::now() + options.deadline};
    fields["id"] = waiting.id;
    fields["op"] = op;
    if (!fields.contains("device"))
        fields["device"] = m_command.device;
    AK_TRY(send(dumpLine(fields) + '\n', waiting));
    for (;;) {
        AK_TRY(mayWait(waiting));
        auto line = m_child->readLine(kPollInterval);
        if (!line)
            return fail(died(line.error().message, op));
        if (!*line)
            continue;
        AK_ASSIGN(auto answer, handleLine(**line, waiting));
        if (answer)
            return std::move(*answer);
    }
}

// nullopt: not the answer yet. A line that is no message of the protocol ends the worker.
Result<std::optional<Json>> WorkerProcess::handleLine(
    const std::string& line, const Waiting& waiting)
{
    try {
        return understand(line, waiting);
    } catch (const Json::exception& error) {
        m_child.reset();
        return lost(ErrorCode::RuntimeError,
            fmt::format("the worker sent something that is not a message, and was killed: {} ({})",
                line.substr(0, kQuotedBytes), error.what()));
    }
}

Result<std::optional<Json>> WorkerProcess::understand(
    const std::string& line, const Waiting& waiting)
{
    const auto json = Json::parse(line);
    if (json.value("id", std::int64_t {0}) != waiting.id)
        return std::nullopt;
    const auto ok = json.find("ok");
    const auto error = json.find("error");
    const bool isAnswer = ok != json.end() || error != json.end();
    auto failure = error != json.end() ? protocol::errorFromJson(*error) : Error {};
    // A worker whose device was broken by a kernel ends after its answer; the next call starts
    // another.
    if (isAnswer && json.value("last", false)) {
        m_child->wait(10s);
        m_child.reset();
    }
    if (ok != json.end())
        return std::optional<Json>(*ok);
    if (error != json.end())
        return fail(std::move(failure));
    if (const auto note = json.find("progress"); note != json.end() && waiting.options.progress)
        waiting.options.progress(note->value("text", ""), note->value("fraction", 0.0));
    return std::nullopt;
}

} // namespace autokernel::engine

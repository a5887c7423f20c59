// SPDX-License-Identifier: Apache-2.0
// Child processes: one that is run to its end with limits, and one that is talked to over pipes.
// Children die with the thread that made them (parent-death signal); all descriptors but those
// named are closed in them. An object belongs to one thread.
#pragma once

#include "base/result.h"

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace autokernel {

struct ProcessOptions
{
    std::map<std::string, std::string> environment; // added to ours
    bool clearEnvironment = false;
    std::filesystem::path workingDirectory; // empty: ours
    std::vector<std::pair<int, int>> inherit; // {our descriptor, its number in the child}
    bool stderrToPipe = false; // else it goes where ours goes
};

// How a child ended: by exit code, or by a signal.
struct ExitStatus
{
    int code = -1; // valid when signal == 0
    int signal = 0;
    bool ok() const { return signal == 0 && code == 0; }
    std::string toString() const; // "exit code 3", "killed by SIGSEGV"
};

class ChildProcess
{
public:
    static Result<ChildProcess> spawn(
        const std::vector<std::string>& arguments, const ProcessOptions& options = {});
    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&& other) noexcept;
    ~ChildProcess(); // kills and reaps

    pid_t pid() const { return m_pid; }
    // How many of the bytes it took within the time; 0: it reads nothing. Error: it closed its
    // stdin.
    Result<std::size_t> write(std::string_view bytes, std::chrono::milliseconds timeout);
    void closeStdin();
    // One line without its end. nullopt: nothing within the time. Error: end of the pipe, or a line
    // over 64 MiB.
    Result<std::optional<std::string>> readLine(std::chrono::milliseconds timeout);
    int stdoutDescriptor() const { return m_stdout; }
    // Once it ended. It stays a zombie until kill(), so that its group's number stays its own.
    std::optional<ExitStatus> poll();
    std::optional<ExitStatus> wait(std::chrono::milliseconds timeout);
    void kill(); // SIGKILL to its process group, also to what it left behind; then reaps

private:
    ChildProcess() = default;
    pid_t m_pid = -1;
    int m_stdin = -1;
    int m_stdout = -1;
    std::string m_buffer;
    std::optional<ExitStatus> m_status;
    bool m_isReaped = false;
};

struct ProcessLimits
{
    std::chrono::milliseconds wallClock {60'000};
    std::size_t outputBytes = 1 << 20; // more is cut off, with a note
    std::stop_token stop {}; // kills it
};

struct ProcessOutput
{
    ExitStatus status;
    bool timedOut = false; // killed at the deadline
    bool wasStopped = false; // killed because nobody wants its answer any more
    std::string out; // stdout
    std::string err; // stderr
};

// Runs a program to its end. An Error only when it could not be started.
Result<ProcessOutput> runProcess(const std::vector<std::string>& arguments,
    const ProcessLimits& limits = {}, const ProcessOptions& options = {});

} // namespace autokernel

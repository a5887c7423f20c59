// SPDX-License-Identifier: Apache-2.0
#include "runner/process_clock.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <utility>

namespace autokernel::runner {

Result<ProcessClock> ProcessClock::of(pid_t process)
{
    ProcessClock clock;
    clock.m_process = process;
    if (::clock_getcpuclockid(process, &clock.m_clock) != 0)
        return fail(ErrorCode::Internal, "Cannot read the CPU clock of process {}.", process);
    return clock;
}

std::int64_t ProcessClock::nanoseconds() const
{
    timespec time {};
    if (m_process < 0 || ::clock_gettime(m_clock, &time) != 0)
        return 0;
    return std::int64_t(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

std::vector<std::int64_t> ProcessClock::threadNanoseconds() const
{
    std::vector<std::pair<pid_t, std::int64_t>> threads;
    std::error_code error;
    std::filesystem::directory_iterator task(fmt::format("/proc/{}/task", m_process), error);
    for (; !error && task != std::filesystem::directory_iterator(); task.increment(error)) {
        std::ifstream file(task->path() / "schedstat");
        std::int64_t nanoseconds = 0;
        if (!(file >> nanoseconds))
            return {};
        threads.emplace_back(std::atoi(task->path().filename().c_str()), nanoseconds);
    }
    std::sort(threads.begin(), threads.end());
    std::vector<std::int64_t> result;
    for (const auto& [id, nanoseconds] : threads)
        result.push_back(nanoseconds);
    return result;
}

bool ProcessClock::isAsleep() const
{
    std::error_code error; // a process that ends meanwhile ends the list
    std::filesystem::directory_iterator task(fmt::format("/proc/{}/task", m_process), error);
    for (; !error && task != std::filesystem::directory_iterator(); task.increment(error)) {
        std::ifstream file(task->path() / "stat");
        std::string line;
        std::getline(file, line);
        const std::size_t name = line.rfind(')'); // "TID (NAME) STATE ..."
        constexpr std::size_t kState = 2; // behind the name
        if (name != std::string::npos && name + kState < line.size()
            && std::string_view("RDTt").find(line[name + kState]) != std::string_view::npos)
            return false;
    }
    return true;
}

} // namespace autokernel::runner

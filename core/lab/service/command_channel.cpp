// SPDX-License-Identifier: Apache-2.0
#include "lab/service/command_channel.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <iostream>
#include <thread>

namespace autokernel::lab {

CommandChannel::CommandChannel()
{
    std::signal(SIGPIPE, SIG_IGN);
    m_output = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 100);
    ::dup2(STDERR_FILENO, STDOUT_FILENO);
    std::thread([this] { readStdin(); }).detach();
}

void CommandChannel::send(const Json& message)
{
    const auto line = dumpLine(message) + "\n";
    const std::scoped_lock lock(m_sendMutex);
    for (std::size_t done = 0; done < line.size();) {
        const auto count = ::write(m_output, line.data() + done, line.size() - done);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            ::_exit(0); // the engine is gone
        done += static_cast<std::size_t>(count);
    }
}

std::string CommandChannel::receive()
{
    std::unique_lock lock(m_mutex);
    m_arrived.wait(lock, [this] { return !m_lines.empty(); });
    auto line = std::move(m_lines.front());
    m_lines.pop_front();
    return line;
}

void CommandChannel::readStdin()
{
    std::string line;
    while (std::getline(std::cin, line)) {
        {
            const std::scoped_lock lock(m_mutex);
            m_lines.push_back(line);
        }
        m_arrived.notify_one();
    }
    // Contenders are children with a parent-death signal: they end with this process.
    ::_exit(0);
}

} // namespace autokernel::lab

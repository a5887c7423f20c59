// SPDX-License-Identifier: Apache-2.0
// The worker's end of the protocol. Moves the real stdout aside before anything else can print, and
// reads stdin on a thread of its own, so that the end of the engine ends the worker at once,
// whatever it does.
#pragma once

#include "base/json.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

namespace autokernel::lab {

// One object a process: it takes over descriptors 0 and 1.
class CommandChannel
{
public:
    CommandChannel();
    void send(const Json& message); // any thread
    std::string receive(); // blocks; the process exits when stdin ends

private:
    [[noreturn]] void readStdin();

    int m_output = -1;
    std::mutex m_sendMutex;
    std::mutex m_mutex;
    std::condition_variable m_arrived;
    std::deque<std::string> m_lines;
};

} // namespace autokernel::lab

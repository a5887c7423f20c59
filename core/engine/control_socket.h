// SPDX-License-Identifier: Apache-2.0
// Commands from other processes to the one that holds a history: a Unix socket beside it,
// FILE.sock, readable by its owner alone. One line of JSON in, one line out: {"command": "stop" |
// "status"}.
#pragma once

#include "base/json.h"
#include "engine/run_context.h"

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <string>
#include <thread>

namespace autokernel::engine {

class ControlSocket
{
public:
    // Answers commands on a thread of its own until destroyed. `handle` runs on that thread.
    static Result<ControlSocket> listen(
        const std::filesystem::path& history, std::function<Json(const Json& command)> handle);
    ControlSocket(ControlSocket&&) = default;
    ControlSocket& operator=(ControlSocket&&) = delete;
    ~ControlSocket();

    static std::filesystem::path pathFor(const std::filesystem::path& history);
    // NotFound when nobody listens.
    static Result<Json> send(const std::filesystem::path& history, const Json& command);

private:
    ControlSocket() = default;
    std::filesystem::path m_path;
    // Of the path when it was bound: a later run's socket of this name is not ours to remove.
    dev_t m_device = 0;
    ino_t m_inode = 0;
    std::jthread m_thread;
};

} // namespace autokernel::engine

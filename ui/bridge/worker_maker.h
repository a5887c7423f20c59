// SPDX-License-Identifier: GPL-3.0-or-later
// Where the sessions of the window get their workers from: the real program, or a test's fake.
// Called on the thread that will use the worker.
#pragma once

#include "engine/worker_link.h"

#include <functional>
#include <memory>

namespace autokernel::ui {

using WorkerMaker
    = std::function<std::unique_ptr<engine::WorkerLink>(const engine::WorkerCommand&)>;

inline WorkerMaker realWorkers()
{
    return [](const engine::WorkerCommand& command) {
        return std::make_unique<engine::WorkerProcess>(command);
    };
}

} // namespace autokernel::ui

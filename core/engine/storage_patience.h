// SPDX-License-Identifier: Apache-2.0
// What a run does while its history cannot be written: it keeps what it measured, says why it
// waits, and goes on by itself. Engine thread.
#pragma once

#include "store/history_writer.h"

#include <functional>
#include <stop_token>
#include <string>

namespace autokernel::engine {

// Hears of each try for a busy file, once of a wait for space, and of the end of either.
using StorageWait = std::function<void(const std::string& sentence, bool waitsForSpace)>;

// A busy file is waited for for some minutes, space until there is some or `isOver` says that the
// run's time is up; a stop ends both. Then the write fails. `tell` and `isOver` may be empty.
store::Patience storagePatience(
    std::stop_token stop, StorageWait tell, std::function<bool()> isOver = {});

} // namespace autokernel::engine

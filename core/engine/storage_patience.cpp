// SPDX-License-Identifier: Apache-2.0
#include "engine/storage_patience.h"

#include "store/sqlite_error.h"

#include <chrono>
#include <thread>

namespace autokernel::engine {
namespace {

using namespace std::chrono_literals;
constexpr int kLockedTries = 60; // each waits for SQLite's own busy time
constexpr auto kSpaceInterval = 2s; // between two tries on a full disk
constexpr auto kStopSeenWithin = 50ms;

// False: the stop came.
bool waitUnlessStopped(const std::stop_token& stop)
{
    const auto end = std::chrono::steady_clock::now() + kSpaceInterval;
    while (!stop.stop_requested() && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(kStopSeenWithin);
    return !stop.stop_requested();
}

} // namespace

store::Patience storagePatience(
    std::stop_token stop, StorageWait tell, std::function<bool()> isOver)
{
    if (!tell)
        tell = [](const std::string&, bool) {};
    const auto mayTryAgain = [stop, tell, isOver](const Error& error, int failures) {
        if (stop.stop_requested())
            return false;
        if (store::isOutOfSpace(error)) {
            if (isOver && isOver())
                return false;
            if (failures == 1)
                tell(error.message
                        + " The run waits with what it measured, and goes on by itself as soon as "
                          "that can be stored.",
                    true);
            return waitUnlessStopped(stop);
        }
        if (failures < kLockedTries)
            tell(error.message + " Trying again.", false);
        return failures < kLockedTries;
    };
    return {
        mayTryAgain, [tell] { tell("The history can be written again: the run goes on.", false); }};
}

} // namespace autokernel::engine

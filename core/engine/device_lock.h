// SPDX-License-Identifier: Apache-2.0
// One process at a time measures on a device, a run or a verb: two of them would time each other's
// load. A lock on an open file in the user's runtime folder, which vanishes with the process; the
// same process cannot hold it twice. Engine thread.
#pragma once

#include "base/result.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

namespace autokernel::engine {

class DeviceLock
{
public:
    // device: such as "cpu" or "ssh host cuda:0"; holder: who others are told is measuring, such as
    // a history's path.
    DeviceLock(std::string device, std::string holder);
    ~DeviceLock();
    DeviceLock(const DeviceLock&) = delete;
    DeviceLock& operator=(const DeviceLock&) = delete;

    struct Waiting
    {
        std::function<void(const std::string& sentence)> tell; // who holds it, once
        std::function<bool()> isUnwanted; // asked several times a second
    };
    // Waits until nobody else measures. Errors: Cancelled; Io where there can be no lock.
    Result<void> hold(const Waiting& waiting);
    // For who measures all the same where there can be no lock: that is told. Error: Cancelled.
    Result<void> holdIfPossible(const Waiting& waiting);
    void release();

    static std::filesystem::path pathFor(const std::string& device);

    // As holdIfPossible(), for a measurement that is no run. Null where `device` is "", which no
    // other run is kept from.
    static Result<std::unique_ptr<DeviceLock>> heldWhileMeasuring(
        const std::string& device, std::string holder, const Waiting& waiting);

private:
    Result<void> open();

    std::string m_device;
    std::string m_holder;
    int m_file = -1;
};

} // namespace autokernel::engine

// SPDX-License-Identifier: Apache-2.0
// The measured roofs of a device: from the cache file of its signature, or measured and cached.
// Blocks for as long as the worker measures (seconds); any thread that owns the link.
#pragma once

#include "engine/device_lock.h"
#include "engine/worker_link.h"
#include "protocol/message.h"
#include "roofline/roofs.h"

#include <optional>

namespace autokernel::engine {

struct RoofsRequest
{
    const protocol::DeviceInfo& device;
    int threads = 0;
    bool remeasure = false; // whatever the cache says
    // Of this device, as they are known so far: what is measured again may only better them.
    const roofline::Roofs* known = nullptr;
};
// What the cache knows of it; nullopt: nothing, or nothing that can be read.
std::optional<roofline::Roofs> cachedRoofs(const protocol::DeviceInfo& device, int threads);
Result<roofline::Roofs> roofsOf(
    WorkerLink& worker, const RoofsRequest& request, const CallOptions& options);

// For who holds no device yet: only what is not cached waits for whoever measures on `device`, a
// lock's. Error: Cancelled, where the wait is unwanted.
Result<roofline::Roofs> roofsHolding(const std::string& device, const DeviceLock::Waiting& waiting,
    WorkerLink& worker, const RoofsRequest& request, const CallOptions& options);

} // namespace autokernel::engine

// SPDX-License-Identifier: Apache-2.0
// The measured roofs of a device: from the cache file of its signature, or measured and cached.
// Blocks for as long as the worker measures (seconds); any thread that owns the link.
#pragma once

#include "engine/worker_link.h"
#include "protocol/message.h"
#include "roofline/roofs.h"

namespace autokernel::engine {

struct RoofsRequest
{
    const protocol::DeviceInfo& device;
    int threads = 0;
    bool remeasure = false; // whatever the cache says
    // Of this device, as they are known so far: what is measured again may only better them.
    const roofline::Roofs* known = nullptr;
};
Result<roofline::Roofs> roofsOf(
    WorkerLink& worker, const RoofsRequest& request, const CallOptions& options);

} // namespace autokernel::engine

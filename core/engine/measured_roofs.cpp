// SPDX-License-Identifier: Apache-2.0
#include "engine/measured_roofs.h"

#include "base/files.h"
#include "base/sha256.h"
#include "store/timestamp.h"

namespace autokernel::engine {

namespace {

std::filesystem::path cacheFileOf(const protocol::DeviceInfo& device, int threads)
{
    const auto name = sha256Hex(fmt::format("{} {}", device.signature, threads)).substr(0, 16);
    return cacheDirectory() / ("roofs-" + name + ".json");
}

} // namespace

std::optional<roofline::Roofs> cachedRoofs(const protocol::DeviceInfo& device, int threads)
{
    if (const auto text = readFile(cacheFileOf(device, threads)))
        if (const auto json = parseJson(*text))
            if (auto cached = protocol::decode<roofline::Roofs>(*json))
                return std::move(*cached);
    return std::nullopt;
}

Result<roofline::Roofs> roofsOf(
    WorkerLink& worker, const RoofsRequest& request, const CallOptions& options)
{
    const auto& device = request.device;
    const auto file = cacheFileOf(device, request.threads);
    if (!request.remeasure)
        if (auto cached = cachedRoofs(device, request.threads))
            return std::move(*cached);
    AK_ASSIGN(auto roofs,
        worker.ask<roofline::Roofs>(
            "measure_roofs", {{"device", device.id}, {"threads", request.threads}}, options));
    roofs.deviceSignature = device.signature;
    if (roofs.measuredAt.empty())
        roofs.measuredAt = store::utcNow();
    if (request.known)
        roofs = roofline::betterOf(*request.known, std::move(roofs));
    std::error_code error;
    std::filesystem::create_directories(file.parent_path(), error);
    // A cache that cannot be written costs the next run a measurement and nothing else.
    static_cast<void>(writeFileAtomically(file, Json(roofs).dump(1)));
    return roofs;
}

Result<roofline::Roofs> roofsHolding(const std::string& device, const DeviceLock::Waiting& waiting,
    WorkerLink& worker, const RoofsRequest& request, const CallOptions& options)
{
    if (!request.remeasure)
        if (auto cached = cachedRoofs(request.device, request.threads))
            return std::move(*cached);
    AK_ASSIGN(const auto lock,
        DeviceLock::heldWhileMeasuring(device, "a measurement of its roofs", waiting));
    return roofsOf(worker, request, options); // another may have cached them meanwhile
}

} // namespace autokernel::engine

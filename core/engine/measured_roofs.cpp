// SPDX-License-Identifier: Apache-2.0
#include "engine/measured_roofs.h"

#include "base/files.h"
#include "base/sha256.h"
#include "store/timestamp.h"

namespace autokernel::engine {

Result<roofline::Roofs> roofsOf(
    WorkerLink& worker, const RoofsRequest& request, const CallOptions& options)
{
    const auto& device = request.device;
    const auto name
        = sha256Hex(fmt::format("{} {}", device.signature, request.threads)).substr(0, 16);
    const auto file = cacheDirectory() / ("roofs-" + name + ".json");
    if (!request.remeasure) {
        if (const auto text = readFile(file))
            if (const auto json = parseJson(*text))
                if (auto cached = protocol::decode<roofline::Roofs>(*json))
                    return cached;
    }
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

} // namespace autokernel::engine

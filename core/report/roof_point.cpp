// SPDX-License-Identifier: Apache-2.0
#include "report/roof_point.h"

#include "plan/work.h"

#include <algorithm>

namespace autokernel::report {
namespace {

const kernel::Variant* findVariant(
    const std::vector<kernel::KernelType>& types, const kernel::Target& target)
{
    const auto type = std::find_if(
        types.begin(), types.end(), [&](const auto& each) { return each.name == target.type; });
    return type == types.end() ? nullptr : type->findVariant(target.variant);
}

} // namespace

kernel::Cost costOfTarget(
    const std::vector<kernel::KernelType>& types, const kernel::Target& target)
{
    const auto* variant = findVariant(types, target);
    if (variant == nullptr)
        return {};
    const auto cost = kernel::costOf(*variant, target.symbols, target.dtype);
    return cost && cost->bytes > 0 ? *cost : kernel::Cost {};
}

roofline::Floor floorOfTarget(const roofline::Roofs& roofs,
    const std::vector<kernel::KernelType>& types, const kernel::Target& target, int threads)
{
    const auto* variant = findVariant(types, target);
    if (variant == nullptr)
        return {};
    const auto work = plan::workOf(*variant, target, threads);
    return work ? roofline::displayFloor(roofs, *work) : roofline::Floor {};
}

roofline::Point pointUnderRoofs(const roofline::Roofs& roofs, const kernel::Cost& cost,
    kernel::Dtype dtype, std::uint64_t footprintBytes, double microseconds)
{
    roofline::Work work;
    work.flop = cost.flop;
    work.inputBytes = cost.bytes / 2; // the mix of a copy; the spec says no more
    work.outputBytes = cost.bytes / 2;
    work.footprintBytes = footprintBytes;
    work.dtype = kernel::toString(dtype);
    return roofline::placePoint(roofs, work, microseconds / 1e6);
}

} // namespace autokernel::report

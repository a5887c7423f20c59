// SPDX-License-Identifier: Apache-2.0
#include "plan/accounting.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace autokernel::plan {
namespace {
constexpr double kTolerance = 0.05;
}

double accountedShare(const protocol::Profile& profile)
{
    if (!(profile.forwardMicroseconds > 0))
        return std::numeric_limits<double>::quiet_NaN();
    double sum = profile.outsideOpsMicroseconds;
    for (const auto& site : profile.sites)
        sum += site.microsecondsPerForward;
    for (const auto& op : profile.unmatched)
        sum += op.microsecondsPerForward;
    return sum / profile.forwardMicroseconds;
}

std::optional<std::string> accountingRemark(const protocol::Profile& profile)
{
    const double share = accountedShare(profile);
    if (std::abs(share - 1) <= kTolerance)
        return std::nullopt;
    return fmt::format(
        "The parts of the profile add up to {:.0f} % of a forward of {:.3g} us, not to 100 %: the "
        "machine was busy, or the forward is too short for a clock around each op. Its shares are "
        "estimates.",
        100 * share, profile.forwardMicroseconds);
}

} // namespace autokernel::plan

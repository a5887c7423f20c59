// SPDX-License-Identifier: Apache-2.0
#include "judge/package_agreement.h"

#include <fmt/format.h>

namespace autokernel::judge {
PackageAgreement comparePackage(const SpeedupInterval& worker, const SpeedupInterval& package)
{
    // Written so that NaN agrees with nothing.
    if (!(package.low > 1))
        return {false, false, false,
            fmt::format(
                "its package shows no gain over eager in plain Python: {}", inWords(package))};
    if (!(worker.low > 1))
        return {false, false, false, "the gain over eager is within the noise"};
    if (package.low <= worker.high && worker.low <= package.high)
        return {true, false, false, {}};
    if (package.high < worker.low)
        return {true, true, false,
            fmt::format("the package in plain Python; the same kernels gain {} where Python adds "
                        "nothing to a forward",
                inWords(worker))};
    return {false, false, true,
        fmt::format("two measurements of one gain contradict each other: {} in the worker, {} of "
                    "its package in plain Python",
            inWords(worker), inWords(package))};
}

std::string whyNotTheStoredGain(const SpeedupInterval& stored, const SpeedupInterval& anew)
{
    if (anew.high >= stored.low)
        return {};
    return fmt::format(
        "it gains {} over eager, and gained {} then", inWords(anew), inWords(stored));
}

} // namespace autokernel::judge

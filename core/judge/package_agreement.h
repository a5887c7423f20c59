// SPDX-License-Identifier: Apache-2.0
// Whether the package that a user gets shows the gain that the worker measured (TRUST 2.1b). Two
// measurements of one gain agree when their 95 % intervals overlap: of two that are equal in truth
// fewer than one in a hundred do not. Plain Python adds its own time to a forward of the package,
// so the package may honestly gain less than the same kernels do in the worker; then the package's
// own figure is the gain. It can never honestly gain more. Pure, any thread.
#pragma once

#include "judge/speedup.h"

#include <string>

namespace autokernel::judge {

struct PackageAgreement
{
    bool verified = false;
    bool isPackageFigure = false; // the package's own, lower figure is the gain
    bool isContradiction = false; // both gain, and the package gains more than it honestly can
    std::string because; // why it is not verified, or why the package's own figure counts
};

// Both over eager.
PackageAgreement comparePackage(const SpeedupInterval& worker, const SpeedupInterval& package);

// Why a gain of a package that is measured anew is not the one that its run stored, as part of a
// sentence; empty: it is, or it is more. NaN is no gain.
std::string whyNotTheStoredGain(const SpeedupInterval& stored, const SpeedupInterval& anew);

} // namespace autokernel::judge

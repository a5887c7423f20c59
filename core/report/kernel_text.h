// SPDX-License-Identifier: Apache-2.0
// Sentences about one kernel that every report says alike. Pure.
#pragma once

#include "report/report_data.h"

#include <string>

namespace autokernel::report {

// Its share of the model, experiments, whether it is applied, how far it is from its roof.
std::string kernelFacts(const KernelReport& kernel);

// The printed gain with its interval, and over what where that is no candidate of ours: a kernel's
// first keep was timed against eager.
std::string gainOverIncumbent(const KeepReport& keep);

// Beside a printed gain whose interval includes 1: what decided then; "" otherwise.
std::string keepRemark(const KeepReport& keep);

// The source with its tunables' values written in, as a person reads and compares it; as it is
// where it is no candidate.
std::string readableSource(const store::NewCandidate& stored);

// What a kept experiment tried: what was shipped by its title, anything later by its idea, since
// all that descend from a starter have its title.
std::string whatWasTried(const KeepReport& keep);

} // namespace autokernel::report

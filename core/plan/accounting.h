// SPDX-License-Identifier: Apache-2.0
// Whether the parts of a profile add up to its whole. Pure, any thread.
#pragma once

#include "protocol/message.h"

#include <optional>
#include <string>

namespace autokernel::plan {

// Time in sites, in unmatched ops and outside ops over the uninstrumented forward; 1: all of it.
// NaN without a forward.
double accountedShare(const protocol::Profile& profile);

// A sentence where more than 5 % are missing or too much: then shares are not to be trusted.
std::optional<std::string> accountingRemark(const protocol::Profile& profile);

} // namespace autokernel::plan

// SPDX-License-Identifier: Apache-2.0
// What the export of a Python model holds for good. Pure.
#pragma once

#include "protocol/message.h"

#include <string>

namespace autokernel::protocol {

// One sentence; empty: nothing, or the model was no Python class. All checks of a run compare with
// the export, so none of them can see that it is another model where the user's code would have
// computed another value.
std::string describeFrozenValues(const ModelInfo& model);

} // namespace autokernel::protocol

// SPDX-License-Identifier: Apache-2.0
// Which rungs of a whole model's ladder a result is compared with. Pure, any thread.
#pragma once

#include "protocol/message.h"

#include <string>
#include <string_view>

namespace autokernel::plan {

// A library's own kernels at their best, with no generated code. On a CPU: TorchScript frozen and
// optimised for inference, which packs weights for oneDNN and MKL.
bool isVendorRung(std::string_view name);

// The fastest whose answers are right, eager itself left out; nullptr: there is none. A rung that
// answers wrongly is no rung, however fast it is.
const protocol::Rung* strongestFreeRung(const protocol::ModelLadder& ladder);
const protocol::Rung* strongestVendorRung(const protocol::ModelLadder& ladder);

} // namespace autokernel::plan

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace autokernel::store {

std::string utcNow(); // "2026-03-01T22:04:05.123Z"

} // namespace autokernel::store

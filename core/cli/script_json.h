// SPDX-License-Identifier: Apache-2.0
// JSON for scripts: keys in snake_case, as in every schema of resources/schemas, whatever the
// worker's protocol calls them. Pure.
#pragma once

#include "base/json.h"

namespace autokernel::cli {

// Names that a kernel gives (of symbols, scalars, tunables) stay as they are.
Json forScripts(const Json& json);

} // namespace autokernel::cli

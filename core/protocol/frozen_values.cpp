// SPDX-License-Identifier: Apache-2.0
#include "protocol/frozen_values.h"

namespace autokernel::protocol {

std::string describeFrozenValues(const ModelInfo& model)
{
    const auto colon = model.route.find(": ");
    if (colon == std::string::npos)
        return {};
    return "The model that was made faster is an export of the class (by " + model.route
        + "). All outputs were compared with this export: where other inputs lead to other values "
          "there, the class gives other results, and no check of this run sees it.";
}

} // namespace autokernel::protocol

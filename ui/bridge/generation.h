// SPDX-License-Identifier: GPL-3.0-or-later
// Which opening of a history a value belongs to. Numbers of runs and experiments begin anew in each
// file, so run 1 of the example is not run 1 of the user's own history: whoever keeps something by
// such a number keeps its generation too. Value.
#pragma once

#include <cstdint>

namespace autokernel::ui {

struct Generation
{
    std::uint64_t value = 0; // 0: of no history

    bool operator==(const Generation&) const = default;
};

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diff/tunable_changes.h"

namespace autokernel::ui {

std::vector<TunableChange> tunableChanges(
    const kernel::TunableValues& before, const kernel::TunableValues& after)
{
    std::map<std::string, TunableChange> all;
    for (const auto& [name, value] : before)
        all[name].before = value;
    for (const auto& [name, value] : after)
        all[name].after = value;
    std::vector<TunableChange> changes;
    for (auto& [name, change] : all)
        if (change.before != change.after)
            changes.push_back({name, change.before, change.after});
    return changes;
}

} // namespace autokernel::ui

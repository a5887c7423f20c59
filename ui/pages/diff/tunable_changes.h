// SPDX-License-Identifier: GPL-3.0-or-later
// The tunables that differ between two candidates. Pure.
#pragma once

#include "kernel/candidate.h"

#include <QString>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace autokernel::ui {

struct TunableChange
{
    std::string name;
    std::optional<std::int64_t> before; // nullopt: that side does not have it
    std::optional<std::int64_t> after;
};

// By name.
std::vector<TunableChange> tunableChanges(
    const kernel::TunableValues& before, const kernel::TunableValues& after);

// Why they were chosen: an idea of the parameter search begins with the changes themselves.
QString withoutChanges(const std::string& idea);

} // namespace autokernel::ui

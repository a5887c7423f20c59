// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diff/tunable_changes.h"

#include "ui/text.h"

#include <QRegularExpression>

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

QString withoutChanges(const std::string& idea)
{
    static const QRegularExpression told(R"(^(?:\w+ -?\d+ -> -?\d+(?:, )?)+: (?=.))");
    auto rest = text(idea);
    if (const auto match = told.match(rest); match.hasMatch()) {
        rest.remove(0, match.capturedLength());
        rest.replace(0, 1, rest.front().toUpper());
    }
    return rest;
}

} // namespace autokernel::ui

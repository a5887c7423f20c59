// SPDX-License-Identifier: Apache-2.0
#include "engine/liveness_watch.h"

#include "mutate/liveness.h"

#include <algorithm>

namespace autokernel::engine {

Result<void> LivenessWatch::look(const TargetState& target)
{
    const auto alarms = mutate::livenessAlarms(
        target.search->mutatorUse(), target.search->archive().elites().size(), target.target.key());
    for (const auto& alarm : alarms) {
        const auto [open, isNew] = m_open.try_emplace({target.id, alarm.signal});
        if (!isNew)
            continue;
        AK_ASSIGN(open->second, m_context.history.recordAlarm(m_context.run, alarm));
        m_context.note(store::LogLevel::Warning, alarm.sentence);
    }
    for (auto open = m_open.begin(); open != m_open.end();) {
        const auto& [id, signal] = open->first;
        const bool stands = id != target.id
            || std::any_of(alarms.begin(), alarms.end(),
                [&name = signal](const auto& alarm) { return alarm.signal == name; });
        if (!stands)
            AK_TRY(m_context.history.closeAlarm(open->second));
        open = stands ? std::next(open) : m_open.erase(open);
    }
    return {};
}

} // namespace autokernel::engine

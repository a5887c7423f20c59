// SPDX-License-Identifier: Apache-2.0
#include "engine/control_history.h"

#include "store/judge_again.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace autokernel::engine {
namespace {

constexpr double kSameFloor = 1e-9; // as computed again, perhaps by another compiler's program

// The last controls of one target.
struct LastControls
{
    std::optional<judge::AaControl> same;
    std::optional<judge::SlowControl> slower;
    judge::Thresholds thresholds; // of the A/A control
    double firstNoiseFloor = 0; // of the first that the machine was quiet enough for
};

Result<std::map<store::TargetId, LastControls>> readControls(
    const store::HistoryReader& reader, store::RunId run)
{
    constexpr int kAll = 1'000'000; // few of them controls, so their texts stay unread
    AK_ASSIGN(const auto rows, reader.briefs(run, {}, kAll));
    std::map<store::TargetId, LastControls> controls;
    for (const auto& row : rows) {
        if (row.control == store::ControlKind::None)
            continue;
        auto& last = controls[row.target];
        AK_ASSIGN(const auto details, reader.experiment(row.id));
        if (row.control == store::ControlKind::SlowerCode) {
            AK_ASSIGN(last.slower, store::slowerCodeAgain(details));
            continue;
        }
        AK_ASSIGN(last.same, store::sameCodeAgain(details));
        last.thresholds = details.thresholds;
        if (!last.same->isTooNoisy && last.firstNoiseFloor <= 0)
            last.firstNoiseFloor = last.same->noiseFloor;
    }
    return controls;
}

// Alarms of controls name no target: those of one are recognised by what its last controls say.
class OpenAlarms
{
public:
    explicit OpenAlarms(std::vector<store::StoredAlarm> stored)
        : m_stored(std::move(stored))
    {
        std::erase_if(m_stored,
            [](const auto& each) { return !each.isOpen || !judge::isOfControls(each.alarm); });
    }

    template <typename Predicate> std::optional<store::StoredAlarm> take(const Predicate& isIt)
    {
        const auto found = std::find_if(
            m_stored.begin(), m_stored.end(), [&](const auto& each) { return isIt(each.alarm); });
        if (found == m_stored.end())
            return std::nullopt;
        auto taken = std::move(*found);
        m_stored.erase(found);
        return taken;
    }
    const std::vector<store::StoredAlarm>& left() const { return m_stored; }

private:
    std::vector<store::StoredAlarm> m_stored;
};

Result<ControlState> stateAfter(RunContext& context, const LastControls& last, OpenAlarms& stored)
{
    ControlState state;
    // A run that died between a control and its alarms had stored the control.
    for (const auto& raised : state.learn(*last.same, last.slower, last.thresholds)) {
        const auto known = stored.take([&](const judge::Alarm& alarm) {
            return alarm.signal == raised.signal && alarm.sentence == raised.sentence;
        });
        auto id = known ? Result<store::AlarmId>(known->id)
                        : context.history.recordAlarm(context.run, raised);
        if (!id)
            return fail(std::move(id).error());
        state.openAlarms.push_back({*id, raised});
    }
    // Whether it was raised depended on the first noise floor of its session.
    const auto doubled = stored.take([&](const judge::Alarm& alarm) {
        return alarm.signal == judge::kNoiseFloorDoubled
            && std::abs(alarm.value - last.same->noiseFloor) < kSameFloor;
    });
    if (doubled)
        state.openAlarms.push_back({doubled->id, doubled->alarm});
    state.firstNoiseFloor = last.firstNoiseFloor;
    state.decideKeeping();
    return state;
}

} // namespace

Result<void> restoreControls(RunContext& context, const store::HistoryReader& reader)
{
    AK_ASSIGN(const auto controls, readControls(reader, context.run));
    AK_ASSIGN(auto alarms, reader.alarms(context.run));
    OpenAlarms stored(std::move(alarms));
    for (const auto& [id, last] : controls) {
        if (!last.same)
            continue;
        AK_ASSIGN(auto state, stateAfter(context, last, stored));
        const auto target = std::find_if(context.targets.begin(), context.targets.end(),
            [&, &wanted = id](const auto& each) { return each->id == wanted; });
        if (target == context.targets.end())
            continue;
        (*target)->control = std::move(state);
        if (const auto& why = (*target)->control.keepingStopped; !why.empty())
            context.note(store::LogLevel::Warning,
                fmt::format("{}: nothing is kept until a control passes: {}",
                    (*target)->target.key(), why));
    }
    for (const auto& stale : stored.left())
        AK_TRY(context.history.closeAlarm(stale.id));
    return {};
}

} // namespace autokernel::engine

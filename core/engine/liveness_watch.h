// SPDX-License-Identifier: Apache-2.0
// Raises what mutate/liveness.h says of a target's search, once each, and takes it back when it no
// longer holds. Engine thread.
#pragma once

#include "engine/run_context.h"

#include <map>
#include <utility>

namespace autokernel::engine {

class LivenessWatch
{
public:
    explicit LivenessWatch(RunContext& context)
        : m_context(context)
        , m_open(context.openLivenessAlarms)
    {
    }

    Result<void> look(const TargetState& target);

private:
    RunContext& m_context;
    std::map<std::pair<store::TargetId, std::string>, store::AlarmId> m_open; // by signal
};

} // namespace autokernel::engine

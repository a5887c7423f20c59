// SPDX-License-Identifier: Apache-2.0
#include "report/json_values.h"

#include <cmath>

namespace autokernel::report {

Json realOrNull(std::optional<double> value)
{
    return value && std::isfinite(*value) ? Json(*value) : Json();
}

Json textOrNull(const std::string& text)
{
    return text.empty() ? Json() : Json(text);
}

Json intervalOrNull(const std::optional<store::SpeedupInterval>& interval)
{
    if (!interval)
        return {};
    return {{"speedup", realOrNull(interval->value)}, {"low", realOrNull(interval->low)},
        {"high", realOrNull(interval->high)}};
}

Json runJson(const store::RunDetails& run)
{
    Json json = {{"id", run.summary.id.value}, {"kind", toString(run.summary.kind)},
        {"state", toString(run.summary.state)}, {"subject", run.summary.subject},
        {"started_at", run.summary.startedAt}, {"ended_at", textOrNull(run.summary.endedAt)},
        {"command_line", run.commandLine}, {"seed", run.seed}, {"version", run.version},
        {"device",
            {{"id", run.device.id}, {"name", run.device.name},
                {"signature", run.device.signature}}},
        {"model", Json()}};
    if (run.model)
        json["model"] = {{"name", run.model->name}, {"sha256", run.model->sha256},
            {"dtype", run.model->dtype}, {"inputs", run.model->inputs},
            {"threads", run.model->threads}};
    return json;
}

} // namespace autokernel::report

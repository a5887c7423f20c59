// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/conditions.h"

#include "ui/text.h"
#include "ui/unbroken.h"

#include <QObject>
#include <QStringList>

namespace autokernel::ui {

QString machineOf(const store::RunDetails& run)
{
    const auto device = text(run.device.name);
    const int threads = run.model ? run.model->threads
        : run.config.is_object()  ? run.config.value("threads", 0)
                                  : 0; // no run is shown yet
    return threads > 0 && !run.device.id.starts_with("cuda")
        ? QObject::tr("%1, %n thread(s)", nullptr, threads).arg(device)
        : device;
}

QString modelOf(const store::RunDetails& run)
{
    if (!run.model)
        return {};
    QStringList named {text(run.summary.subject)};
    for (const auto& input : run.model->inputs)
        named.push_back(text(input));
    const auto model = named.join(", ");
    return run.model->dtype.empty() ? model : dotted({model, text(run.model->dtype)});
}

} // namespace autokernel::ui

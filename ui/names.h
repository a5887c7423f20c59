// SPDX-License-Identifier: GPL-3.0-or-later
// What the window calls rungs of a ladder, mutators, stages of checks and levels of a log, which
// the history knows by short ids. Files for other programs keep the ids. Any thread.
#pragma once

#include "protocol/measurement.h"
#include "store/records.h"

#include <QString>
#include <string>

namespace autokernel::ui {

QString rungName(const std::string& id); // "torch.compile, frozen"; an unknown one as it is
QString mutatorName(const std::string& id); // "parameter search"; likewise
QString nameOf(protocol::Stage stage); // "Numerics"
QString nameOf(store::LogLevel level); // "warning"

} // namespace autokernel::ui

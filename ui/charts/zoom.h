// SPDX-License-Identifier: GPL-3.0-or-later
// What a chart was zoomed into, as a session keeps it: two numbers an axis. Any thread.
#pragma once

#include "ui/charts/plot.h"

#include <QJsonArray>

namespace autokernel::ui {

QJsonArray toJson(const std::vector<QCPRange>& ranges);
std::vector<QCPRange> rangesOf(const QJsonArray& stored); // empty where one cannot be an axis's

} // namespace autokernel::ui

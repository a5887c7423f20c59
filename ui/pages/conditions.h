// SPDX-License-Identifier: GPL-3.0-or-later
// What every figure of a run is of: the model with its inputs and dtype, the machine. Pure.
#pragma once

#include "store/history_reader.h"

#include <QString>

namespace autokernel::ui {

QString machineOf(const store::RunDetails& run); // "AMD EPYC, 2 threads"
QString modelOf(
    const store::RunDetails& run); // "gpt2, ids int64[1,128] · fp32"; "" of a kernel's run

} // namespace autokernel::ui

// SPDX-License-Identifier: Apache-2.0
// A keep with all that its history holds of it. Reads the database: not for the UI thread.
#pragma once

#include "report/report_data.h"
#include "store/history_reader.h"

namespace autokernel::report {

Result<KeepReport> readKeep(
    const store::HistoryReader& reader, const store::KeepRow& row, bool onGpu);

} // namespace autokernel::report

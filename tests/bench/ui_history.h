// SPDX-License-Identifier: GPL-3.0-or-later
// A long night for the window's benchmarks: a model of nine kernels, experiments with believable
// speedups and verdicts, a keep in a thousand.
#pragma once

#include "store/history_writer.h"

#include <filesystem>

namespace autokernel::bench {

class LongNight
{
public:
    // Creates the history. Not synced to disk: it is thrown away.
    explicit LongNight(const std::filesystem::path& file);

    void add(int experiments);
    store::RunId run() const { return m_run; }

private:
    store::ExperimentRecord make(int index) const;

    store::HistoryWriter m_writer;
    store::RunId m_run;
    std::vector<store::TargetId> m_targets;
    int m_count = 0;
};

} // namespace autokernel::bench

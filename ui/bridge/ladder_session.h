// SPDX-License-Identifier: GPL-3.0-or-later
// The free rungs of a whole model, measured by a worker on a thread of its own and stored in the
// history as a run of kind ladder. UI thread.
#pragma once

#include "ui/bridge/background.h"
#include "ui/bridge/worker_maker.h"

#include "engine/run_config.h"

#include <filesystem>

namespace autokernel::ui {

class LadderSession final : public QObject
{
    Q_OBJECT

public:
    explicit LadderSession(WorkerMaker workers, QObject* parent = nullptr);

    // `config` has a model. A measurement that goes on is ended.
    void measure(const engine::RunConfig& config, const std::filesystem::path& history);
    void cancel(); // what was measured so far is not used; the run is stored as stopped
    Background& background() { return m_background; } // to wait for its end
    bool isBusy() const { return m_background.isBusy(); }

signals:
    // `fraction` of the ladder's time, in [0, 1].
    void doing(const QString& what, double fraction);
    void measured(const autokernel::protocol::ModelLadder& ladder);
    void failed(const QString& sentence);

private:
    WorkerMaker m_workers;
    Background m_background;
};

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// Has a worker load the model of a configuration and say what it is: parameters, inputs, how it was
// exported. A Python file's code is run by that. UI thread; the worker lives on another.
#pragma once

#include "ui/bridge/background.h"
#include "ui/bridge/worker_maker.h"

#include "engine/run_config.h"

namespace autokernel::ui {

class ModelProbe final : public QObject
{
    Q_OBJECT

public:
    explicit ModelProbe(WorkerMaker workers, QObject* parent = nullptr);

    void read(const engine::RunConfig& config); // one with a model; a reading that goes on ends
    void cancel();
    Background& background() { return m_background; } // to wait for its end
    bool isBusy() const { return m_background.isBusy(); }

signals:
    void doing(const QString& what);
    void ready(const autokernel::protocol::ModelInfo& model);
    void failed(const QString& sentence);

private:
    WorkerMaker m_workers;
    Background m_background;
};

} // namespace autokernel::ui

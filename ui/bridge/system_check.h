// SPDX-License-Identifier: GPL-3.0-or-later
// Looks at this machine on a thread of its own: quick things first, then the worker's devices, then
// their roofs, which come from the cache where they were measured before. UI thread.
#pragma once

#include "ui/bridge/background.h"
#include "ui/bridge/system_facts.h"
#include "ui/bridge/worker_maker.h"

#include <filesystem>

namespace autokernel::ui {

class SystemCheck final : public QObject
{
    Q_OBJECT

public:
    explicit SystemCheck(WorkerMaker workers, QObject* parent = nullptr);

    struct Request
    {
        std::filesystem::path history; // whose disk is looked at
        bool mayMeasure = true; // false while a run measures: roofs would disturb it
        bool remeasure = false;
    };
    void start(const Request& request);
    void cancel(); // a run needs the machine for itself
    Background& background() { return m_background; } // to wait for its end
    bool isBusy() const { return m_background.isBusy(); }
    // What the last look has found so far; null before the first.
    const SystemFactsPtr& facts() const { return m_facts; }

signals:
    void changed(autokernel::ui::SystemFactsPtr facts);
    void doing(const QString& what); // "" at the end

private:
    WorkerMaker m_workers;
    SystemFactsPtr m_facts;
    Background m_background;
};

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// The engine in this process: a run on a thread of its own, its events as values on the UI thread
// at most 20 times a second, its commands as flags. The history is what pages read; events only say
// what is being done now.
#pragma once

#include "ui/bridge/worker_maker.h"

#include "engine/engine.h"

#include <QObject>
#include <QTimer>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace autokernel::ui {

class EngineSession final : public QObject
{
    Q_OBJECT

public:
    explicit EngineSession(WorkerMaker workers, QObject* parent = nullptr);
    ~EngineSession() override; // stops the run and waits for its bookkeeping

    struct Request
    {
        engine::RunConfig config;
        std::filesystem::path history;
        std::optional<store::RunId> resume;
    };
    void start(Request request); // does nothing while a run goes on
    bool isRunning() const { return m_isRunning; }

    void pauseAfterThis(bool pause);
    void skipKernel();
    void holdKernel(bool hold); // stays with the present one while it has ideas left
    void finish(); // ends the search, verifies, reports
    void stop(); // at once

signals:
    void progress(const autokernel::engine::Progress& progress);
    void started();
    void ended(bool failed, const QString& summary);
    void notice(const QString& text, bool isWarning);
    void holdEnded(); // the kernel that was held has no ideas left, or was skipped

private:
    void run(std::stop_token stop, Request request);
    void push(const engine::Event& event); // engine thread
    void drain(); // UI thread

    const WorkerMaker m_workers;
    engine::RunControl m_control;
    bool m_isRunning = false;
    bool m_isHolding = false; // as far as was said here
    QTimer m_timer;
    std::mutex m_mutex;
    std::vector<engine::Event> m_queue; // guarded
    std::optional<Result<engine::RunOutcome>> m_outcome; // guarded
    std::jthread m_thread; // last: it uses all of the above
};

} // namespace autokernel::ui

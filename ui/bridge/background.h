// SPDX-License-Identifier: GPL-3.0-or-later
// Work beside the UI thread: one piece at a time is wanted, a later one takes its place. The UI
// thread never waits for a piece, only the destructor does. Lives on the UI thread.
#pragma once

#include "ui/bridge/post.h"

#include <QObject>
#include <QPointer>
#include <functional>
#include <map>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

namespace autokernel::ui {

class Background final : public QObject
{
public:
    // Runs something on the UI thread, unless the work that says it is no longer wanted.
    using Say = std::function<void(std::function<void()>)>;

    using QObject::QObject;
    ~Background() override
    {
        for (auto& [id, thread] : m_threads)
            thread.request_stop();
        for (auto& [id, thread] : m_threads)
            thread.join();
    }

    // `work(stop, say)` runs on a thread of its own; `then` gets its value on the UI thread, unless
    // cancel() or another start() came first.
    template <typename Work, typename Then> void start(Work work, Then then)
    {
        cancel();
        const auto id = m_wanted = ++m_last;
        m_threads.emplace(id,
            std::jthread([this, id, work = std::move(work), then = std::move(then)](
                             std::stop_token stop) mutable {
                const Say say = [this, id](std::function<void()> what) {
                    post(*this, [this, id, what = std::move(what)] {
                        if (id == m_wanted)
                            what();
                    });
                };
                auto value = work(stop, say);
                post(*this, [this, id, value = std::move(value), then = std::move(then)]() mutable {
                    m_threads.at(id).join(); // its last act was to post this
                    m_threads.erase(id);
                    if (id == m_wanted) {
                        m_wanted = kNone;
                        then(std::move(value));
                    }
                    tellIdle();
                });
            }));
    }

    // What runs is asked to stop; its value and what it still says are dropped.
    void cancel()
    {
        if (const auto running = m_threads.find(m_wanted); running != m_threads.end())
            running->second.request_stop();
        m_wanted = kNone;
    }

    // `then` runs on the UI thread when no thread is left, those included that were asked to stop
    // and have not ended yet; not at all when `context` is gone by then.
    void whenIdle(QObject* context, std::function<void()> then)
    {
        m_idle.emplace_back(context, std::move(then));
        tellIdle();
    }

    bool isBusy() const { return m_wanted != kNone; }

private:
    void tellIdle()
    {
        if (!m_threads.empty())
            return;
        for (const auto& [context, then] : std::exchange(m_idle, {}))
            if (context)
                then();
    }

    static constexpr int kNone = 0;
    int m_last = kNone;
    int m_wanted = kNone;
    std::map<int, std::jthread> m_threads;
    std::vector<std::pair<QPointer<QObject>, std::function<void()>>> m_idle;
};

} // namespace autokernel::ui

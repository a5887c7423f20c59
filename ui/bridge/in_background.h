// SPDX-License-Identifier: GPL-3.0-or-later
// Work that takes a while and touches no widget: files, compression, reports. Called on the UI
// thread; `work` runs on a thread of the pool, `done` on the UI thread with what it gave, unless
// `context` is gone by then. The program does not end before all work has.
#pragma once

#include "ui/bridge/post.h"

#include <QCoreApplication>
#include <QPointer>
#include <QRunnable>
#include <QThreadPool>

namespace autokernel::ui {

template <typename Work> class PoolTask final : public QRunnable
{
public:
    explicit PoolTask(Work work)
        : m_work(std::move(work))
    {
    }
    void run() override { m_work(); }

private:
    HandedOver<Work> m_work;
};

template <typename Work, typename Done> void inBackground(QObject& context, Work work, Done done)
{
    // The application waits for the pool before it goes, where `context` may go at any time.
    auto* const task
        = new PoolTask([&application = *QCoreApplication::instance(), alive = QPointer(&context),
                           work = std::move(work), done = std::move(done)]() mutable {
              post(application,
                  [alive = std::move(alive), value = work(), done = std::move(done)]() mutable {
                      if (alive)
                          done(std::move(value));
                  });
          });
    [[maybe_unused]] const UnseenBySanitizer envelope;
    QThreadPool::globalInstance()->start(task);
}

} // namespace autokernel::ui

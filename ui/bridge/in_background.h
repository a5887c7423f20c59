// SPDX-License-Identifier: GPL-3.0-or-later
// Work that takes a while and touches no widget: files, compression, reports. Called on the UI
// thread; `work` runs on a thread of the pool, `done` on the UI thread with what it gave, unless
// `context` is gone by then. The program does not end before all work has.
#pragma once

#include <QFutureWatcher>
#include <QPromise>
#include <QThreadPool>
#include <memory>

namespace autokernel::ui {

template <typename Work, typename Done> void inBackground(QObject& context, Work work, Done done)
{
    using Value = std::invoke_result_t<Work>;
    auto promise = std::make_shared<QPromise<Value>>();
    auto* watcher = new QFutureWatcher<Value>(&context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, &context,
        [watcher, done = std::move(done)]() mutable {
            const Value value = watcher->result();
            watcher->deleteLater();
            done(value);
        });
    watcher->setFuture(promise->future());
    promise->start();
    QThreadPool::globalInstance()->start([promise, work = std::move(work)]() mutable {
        promise->addResult(work());
        promise->finish();
    });
}

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// Diffs away from the UI thread: works on copies, hands over a finished document, and forgets what
// a newer request has replaced. UI thread.
#pragma once

#include "ui/diff/diff_document.h"

#include <QObject>
#include <QTimer>
#include <stop_token>

namespace autokernel::ui {

class DiffTask final : public QObject
{
    Q_OBJECT

public:
    explicit DiffTask(QObject* parent = nullptr);
    ~DiffTask() override; // does not wait for a task in flight

    void start(DiffInput input); // a former one is cancelled
    bool isBusy() const { return m_isBusy; }

signals:
    void finished(autokernel::ui::DiffDocumentPtr document); // of the last start() alone
    void slow(); // it takes long enough to say so

private:
    void receive(std::uint64_t request, const DiffDocumentPtr& document);

    std::stop_source m_stop;
    std::uint64_t m_request = 0;
    bool m_isBusy = false;
    QTimer m_patience;
};

} // namespace autokernel::ui

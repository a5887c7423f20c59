// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/diff_task.h"

#include <QThreadPool>
#include <chrono>
#include <mutex>

namespace autokernel::ui {
namespace {

using namespace std::chrono_literals;
constexpr auto kPatience = 200ms; // a shorter wait is not worth a word

} // namespace

struct DiffTask::Mailbox
{
    std::mutex mutex;
    DiffTask* owner; // guarded; nullptr once it is gone
};

DiffTask::DiffTask(QObject* parent)
    : QObject(parent)
    , m_mailbox(std::make_shared<Mailbox>())
{
    m_mailbox->owner = this;
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatience);
    connect(&m_patience, &QTimer::timeout, this, &DiffTask::slow);
}

DiffTask::~DiffTask()
{
    m_stop.request_stop();
    const std::lock_guard lock(m_mailbox->mutex);
    m_mailbox->owner = nullptr;
}

void DiffTask::start(DiffInput input)
{
    m_stop.request_stop();
    m_stop = {};
    m_isBusy = true;
    m_patience.start();
    QThreadPool::globalInstance()->start([input = std::move(input), stop = m_stop.get_token(),
                                             request = ++m_request, mailbox = m_mailbox] {
        const auto document = makeDiff(input, stop);
        const std::lock_guard lock(mailbox->mutex);
        if (document && mailbox->owner != nullptr)
            QMetaObject::invokeMethod(
                mailbox->owner,
                [owner = mailbox->owner, request, document] { owner->receive(request, document); },
                Qt::QueuedConnection);
    });
}

void DiffTask::receive(std::uint64_t request, const DiffDocumentPtr& document)
{
    if (request != m_request)
        return;
    m_isBusy = false;
    m_patience.stop();
    emit finished(document);
}

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/diff_task.h"

#include "ui/bridge/in_background.h"

#include <chrono>

namespace autokernel::ui {
namespace {

using namespace std::chrono_literals;
constexpr auto kPatience = 200ms; // a shorter wait is not worth a word

} // namespace

DiffTask::DiffTask(QObject* parent)
    : QObject(parent)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatience);
    connect(&m_patience, &QTimer::timeout, this, &DiffTask::slow);
}

DiffTask::~DiffTask()
{
    m_stop.request_stop();
}

void DiffTask::start(DiffInput input)
{
    m_stop.request_stop();
    m_stop = {};
    m_isBusy = true;
    m_patience.start();
    inBackground(
        *this,
        [input = std::move(input), stop = m_stop.get_token()] { return makeDiff(input, stop); },
        [this, request = ++m_request](
            const DiffDocumentPtr& document) { receive(request, document); });
}

void DiffTask::receive(std::uint64_t request, const DiffDocumentPtr& document)
{
    if (request != m_request)
        return; // a newer one stopped it
    m_isBusy = false;
    m_patience.stop();
    emit finished(document);
}

} // namespace autokernel::ui

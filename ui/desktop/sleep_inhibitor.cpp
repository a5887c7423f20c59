// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop/sleep_inhibitor.h"

#include <QPointer>

namespace autokernel::ui {

SleepInhibitor::SleepInhibitor(
    std::vector<std::unique_ptr<InhibitService>> services, QObject* parent)
    : QObject(parent)
    , m_services(std::move(services))
{
}

SleepInhibitor::~SleepInhibitor()
{
    if (m_state == State::Held)
        m_services[m_holder]->release();
}

void SleepInhibitor::setWanted(bool wanted)
{
    if (wanted == m_wanted)
        return;
    m_wanted = wanted;
    if (wanted && (m_state == State::Off || m_state == State::Refused)) {
        become(State::Asking);
        ask(0);
    } else if (!wanted
        && m_state != State::Asking) { // an answer under way is released when it comes
        if (m_state == State::Held)
            m_services[m_holder]->release();
        become(State::Off);
    }
}

void SleepInhibitor::ask(std::size_t index)
{
    if (index >= m_services.size())
        return become(m_wanted ? State::Refused : State::Off);
    m_services[index]->acquire([self = QPointer(this), index](bool isHeld) {
        if (self)
            self->settle(index, isHeld);
    });
}

void SleepInhibitor::settle(std::size_t index, bool isHeld)
{
    if (!isHeld)
        return m_wanted ? ask(index + 1) : become(State::Off);
    if (!m_wanted) {
        m_services[index]->release();
        return become(State::Off);
    }
    m_holder = index;
    become(State::Held);
}

void SleepInhibitor::become(State state)
{
    if (state == m_state)
        return;
    m_state = state;
    emit changed();
}

QString SleepInhibitor::sentence() const
{
    switch (m_state) {
    case State::Off:
    case State::Asking:
        return {};
    case State::Held:
        return tr("Sleep is blocked while the run goes on (%1)").arg(m_services[m_holder]->name());
    case State::Refused:
        return tr("Sleep cannot be blocked here: switch suspending off for the night");
    }
    return {};
}

} // namespace autokernel::ui

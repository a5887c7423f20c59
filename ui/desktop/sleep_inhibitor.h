// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps the machine from suspending while a run goes on; never the screen from turning off. Asks
// the desktop's session manager, then logind, then the older power service, and says which one
// holds it. UI thread; the services answer asynchronously.
#pragma once

#include <QObject>
#include <functional>
#include <memory>
#include <vector>

namespace autokernel::ui {

// One service that can block suspending.
class InhibitService
{
public:
    virtual ~InhibitService() = default;
    virtual QString name() const = 0;
    // Calls back once, later or at once, with whether the block is held.
    virtual void acquire(std::function<void(bool isHeld)> answer) = 0;
    virtual void release() = 0; // of what was acquired
};

// GNOME's session manager, logind, org.freedesktop.PowerManagement: in this order.
std::vector<std::unique_ptr<InhibitService>> systemInhibitServices();

class SleepInhibitor final : public QObject
{
    Q_OBJECT

public:
    explicit SleepInhibitor(
        std::vector<std::unique_ptr<InhibitService>> services, QObject* parent = nullptr);
    ~SleepInhibitor() override; // releases

    enum class State
    {
        Off, // nothing runs
        Asking,
        Held,
        Refused // no service grants it: the machine may suspend
    };
    // Whether a run goes on that must not be suspended.
    void setWanted(bool wanted);
    State state() const { return m_state; }
    // "Sleep is blocked (logind)"; empty while Off.
    QString sentence() const;

signals:
    void changed();

private:
    void ask(std::size_t index);
    void settle(std::size_t index, bool isHeld);
    void become(State state);

    std::vector<std::unique_ptr<InhibitService>> m_services;
    std::size_t m_holder = 0; // valid while Held
    bool m_wanted = false;
    State m_state = State::Off;
};

} // namespace autokernel::ui

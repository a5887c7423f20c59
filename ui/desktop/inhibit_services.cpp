// SPDX-License-Identifier: GPL-3.0-or-later
// The three services over D-Bus. A cookie or a descriptor stands for the block; logind's ends with
// the process in any case.
#include "ui/desktop/call_later.h"
#include "ui/desktop/sleep_inhibitor.h"

#include <QCoreApplication>
#include <QDBusUnixFileDescriptor>

namespace autokernel::ui {
namespace {

QString reason()
{
    return QCoreApplication::translate("SleepInhibitor", "A model is being optimised");
}

// A service of the session bus that hands out numbers.
class CookieService final : public InhibitService
{
public:
    struct Address
    {
        QString name; // for people
        QString service;
        QString path;
        QString interface;
        QString releaseMethod;
        QList<QVariant> arguments;
    };
    explicit CookieService(Address address)
        : m_address(std::move(address))
    {
    }

    QString name() const override { return m_address.name; }

    void acquire(std::function<void(bool)> answer) override
    {
        auto message = call("Inhibit");
        message.setArguments(m_address.arguments);
        callLater(
            m_owner, m_bus, message,
            [this, answer = std::move(answer)](const QList<QVariant>& reply) {
                if (!reply.isEmpty())
                    m_cookie = reply.front();
                answer(!reply.isEmpty());
            },
            // Granted to nobody: given back.
            [bus = m_bus, message = call(m_address.releaseMethod)](
                const QList<QVariant>& reply) mutable {
                message.setArguments({reply.front()});
                bus.send(message);
            });
    }

    void release() override
    {
        auto message = call(m_address.releaseMethod);
        message.setArguments({m_cookie});
        m_bus.send(message);
    }

private:
    QDBusMessage call(const QString& method) const
    {
        return QDBusMessage::createMethodCall(
            m_address.service, m_address.path, m_address.interface, method);
    }

    QObject m_owner; // of what is asked
    Address m_address;
    QDBusConnection m_bus = QDBusConnection::sessionBus();
    QVariant m_cookie;
};

class Logind final : public InhibitService
{
public:
    QString name() const override { return "logind"; }

    void acquire(std::function<void(bool)> answer) override
    {
        auto message = QDBusMessage::createMethodCall("org.freedesktop.login1",
            "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "Inhibit");
        message.setArguments({"sleep", "AutoKernel", reason(), "block"});
        callLater(m_owner, QDBusConnection::systemBus(), message,
            [this, answer = std::move(answer)](const QList<QVariant>& reply) {
                if (!reply.isEmpty())
                    m_lock = qvariant_cast<QDBusUnixFileDescriptor>(reply.front());
                answer(m_lock.isValid());
            });
    }

    void release() override { m_lock = {}; }

private:
    QObject m_owner; // of what is asked
    QDBusUnixFileDescriptor m_lock; // closing it releases, also one that comes too late
};

} // namespace

std::vector<std::unique_ptr<InhibitService>> systemInhibitServices()
{
    constexpr uint kNoWindow = 0;
    constexpr uint kSuspend = 4; // GSM_INHIBITOR_FLAG_SUSPEND; the screen's is 8
    std::vector<std::unique_ptr<InhibitService>> services;
    services.push_back(std::make_unique<CookieService>(
        CookieService::Address {QCoreApplication::translate("SleepInhibitor", "session manager"),
            "org.gnome.SessionManager", "/org/gnome/SessionManager", "org.gnome.SessionManager",
            "Uninhibit", {"autokernel", kNoWindow, reason(), kSuspend}}));
    services.push_back(std::make_unique<Logind>());
    services.push_back(std::make_unique<CookieService>(
        CookieService::Address {QCoreApplication::translate("SleepInhibitor", "power manager"),
            "org.freedesktop.PowerManagement", "/org/freedesktop/PowerManagement/Inhibit",
            "org.freedesktop.PowerManagement.Inhibit", "UnInhibit", {"AutoKernel", reason()}}));
    return services;
}

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop/notifier.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <chrono>

namespace autokernel::ui {
namespace {

using namespace std::chrono_literals;
constexpr std::chrono::milliseconds kBetweenBests = 10min;

} // namespace

void showOnDesktop(const Notification& notification)
{
    static uint last = 0; // of our notifications, as the service numbers them
    constexpr uchar kNormal = 1;
    constexpr uchar kCritical = 2;
    constexpr int kServiceDecides = -1;
    auto message = QDBusMessage::createMethodCall("org.freedesktop.Notifications",
        "/org/freedesktop/Notifications", "org.freedesktop.Notifications", "Notify");
    const QVariantMap hints {
        {"urgency", QVariant::fromValue(notification.isUrgent ? kCritical : kNormal)},
        {"desktop-entry", "autokernel"}};
    message.setArguments({"AutoKernel", last, "autokernel", notification.title, notification.text,
        QStringList(), hints, kServiceDecides});
    const auto bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    auto* const watcher = new QDBusPendingCallWatcher(bus.asyncCall(message));
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, [watcher] {
        if (const QDBusPendingReply<uint> reply = *watcher; !reply.isError())
            last = reply.value();
        watcher->deleteLater();
    });
}

Notifier::Notifier(Show show, std::function<bool()> isWatched, QObject* parent)
    : QObject(parent)
    , m_show(std::move(show))
    , m_isWatched(std::move(isWatched))
{
}

void Notifier::runEnded(bool failed, const QString& summary)
{
    m_sinceBest.invalidate();
    tell({failed ? tr("The run failed") : tr("The run is finished"), summary, failed});
}

void Notifier::newBest(const QString& sentence)
{
    if (m_sinceBest.isValid() && !m_sinceBest.hasExpired(kBetweenBests.count()))
        return;
    m_sinceBest.start();
    tell({tr("A faster kernel"), sentence, false});
}

void Notifier::tell(const Notification& notification)
{
    if (m_isEnabled && !m_isWatched())
        m_show(notification);
}

} // namespace autokernel::ui

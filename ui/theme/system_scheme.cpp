// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/system_scheme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>

namespace autokernel::ui {
namespace {

constexpr const char* kService = "org.freedesktop.portal.Desktop";
constexpr const char* kPath = "/org/freedesktop/portal/desktop";
constexpr const char* kInterface = "org.freedesktop.portal.Settings";
constexpr const char* kSpace = "org.freedesktop.appearance";
constexpr const char* kKey = "color-scheme";

enum Scheme : uint
{
    NoPreference = 0,
    PreferDark = 1,
    PreferLight = 2
};

// Portals wrap the value in one variant more or less, by their version.
uint schemeOf(QVariant value)
{
    while (value.canConvert<QDBusVariant>() && value.userType() == qMetaTypeId<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value.toUInt();
}

} // namespace

SystemScheme::SystemScheme(const QPalette& platform, QObject* parent)
    : QObject(parent)
    , m_isPlatformDark(platform.color(QPalette::Window).lightnessF()
          < platform.color(QPalette::WindowText).lightnessF())
    , m_isDark(m_isPlatformDark)
{
    auto bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(kService, kPath, kInterface, "SettingChanged", this,
        SLOT(settingChanged(QString, QString, QDBusVariant)));
    ask();
}

void SystemScheme::ask()
{
    auto message = QDBusMessage::createMethodCall(kService, kPath, kInterface, "Read");
    message << QString(kSpace) << QString(kKey);
    auto* watcher
        = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(message), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<QVariant> reply = *watcher;
        if (reply.isValid())
            take(schemeOf(reply.value()));
        watcher->deleteLater();
    });
}

void SystemScheme::settingChanged(
    const QString& space, const QString& key, const QDBusVariant& value)
{
    if (space == kSpace && key == kKey)
        take(schemeOf(value.variant()));
}

void SystemScheme::take(uint scheme)
{
    const bool isDark = scheme == PreferDark || (scheme != PreferLight && m_isPlatformDark);
    if (isDark == m_isDark)
        return;
    m_isDark = isDark;
    emit changed();
}

} // namespace autokernel::ui

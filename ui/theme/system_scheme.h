// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the desktop is dark: asked of its portal, which also tells when that changes; without a
// portal, of the palette that the platform gave the program at its start. UI thread; it never
// waits for the portal.
#pragma once

#include <QObject>
#include <QPalette>

class QDBusVariant;

namespace autokernel::ui {

class SystemScheme final : public QObject
{
    Q_OBJECT

public:
    // `platform`: the palette before any of ours was set.
    explicit SystemScheme(const QPalette& platform, QObject* parent = nullptr);

    bool isDark() const { return m_isDark; }
    // As the portal's "color-scheme" means it: 1 dark, 2 light, anything else no preference.
    void take(uint scheme);

signals:
    void changed();

private slots:
    void settingChanged(const QString& space, const QString& key, const QDBusVariant& value);

private:
    void ask();

    bool m_isPlatformDark;
    bool m_isDark;
};

} // namespace autokernel::ui

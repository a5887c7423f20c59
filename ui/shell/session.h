// SPDX-License-Identifier: GPL-3.0-or-later
// What the window looks like when it is opened again. Read once before the window is shown and
// written once when it closes, by QSettings in the user's configuration folder. UI thread.
#pragma once

#include <QByteArray>
#include <QSettings>
#include <QString>

namespace autokernel::ui {

struct Session
{
    QByteArray geometry; // of the window; empty: as large as it likes
    QString page; // its action's id, "page.progress"
    QString history; // file; "": the default one
    qint64 run = 0; // 0: the newest
    QString search; // of the experiments
    QString verdict;
    QString tag;
    bool onlyPinned = false;
    QString kernel; // of the progress page
    int logLevel = 0;

    bool operator==(const Session&) const = default;
};

// Anything that is missing, damaged or of another version is left at its default: the settings of a
// user never stop the start.
Session loadSession(const QSettings& settings);
void saveSession(QSettings& settings, const Session& session);

} // namespace autokernel::ui

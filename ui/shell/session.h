// SPDX-License-Identifier: GPL-3.0-or-later
// What the window looks like when it is opened again. Read once before the window is shown and
// written by its SessionKeeper, by QSettings in the user's configuration folder. UI thread.
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QSettings>
#include <QString>
#include <vector>

namespace autokernel::ui {

// How the user looked at one history: what says nothing about another one.
struct HistoryLook
{
    QString history; // file
    qint64 run = 0; // 0: the newest
    QJsonObject pages; // Page::look() by the page's action id, "page.progress"

    bool operator==(const HistoryLook&) const = default;
};

struct Session
{
    QByteArray geometry; // of the window; empty: as large as it likes
    QByteArray panels; // DockArea::layoutState()
    QString page; // its action's id, "page.progress"
    QString history; // file; "": the default one
    int logLevel = 0;
    QJsonObject tables; // TableColumns::layoutState() by the table's name
    std::vector<HistoryLook> looks; // the last ones, newest first

    HistoryLook lookAt(const QString& history) const; // as at one that was never seen, else
    void remember(HistoryLook look); // instead of an earlier one at the same history

    bool operator==(const Session&) const = default;
};

// Anything that is missing, damaged or of another version is left at its default: the settings of a
// user never stop the start. Each version keeps its session under a name of its own, so that the
// program of yesterday finds what it left, whatever was tried today.
Session loadSession(const QSettings& settings);
void saveSession(QSettings& settings, const Session& session);

} // namespace autokernel::ui

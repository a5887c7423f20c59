// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/session.h"

namespace autokernel::ui {
namespace {

constexpr int kVersion = 1; // of the keys below

} // namespace

Session loadSession(const QSettings& settings)
{
    const auto value = [&](const char* key) { return settings.value(QString("session/") + key); };
    Session session;
    if (value("version").toInt() != kVersion)
        return session;
    session.geometry = value("geometry").toByteArray();
    session.page = value("page").toString();
    session.history = value("history").toString();
    session.run = std::max<qint64>(0, value("run").toLongLong());
    session.search = value("search").toString();
    session.verdict = value("verdict").toString();
    session.tag = value("tag").toString();
    session.onlyPinned = value("only_pinned").toBool();
    session.kernel = value("kernel").toString();
    session.logLevel = value("log_level").toInt();
    return session;
}

void saveSession(QSettings& settings, const Session& session)
{
    const auto set = [&](const char* key, const QVariant& value) {
        settings.setValue(QString("session/") + key, value);
    };
    set("version", kVersion);
    set("geometry", session.geometry);
    set("page", session.page);
    set("history", session.history);
    set("run", session.run);
    set("search", session.search);
    set("verdict", session.verdict);
    set("tag", session.tag);
    set("only_pinned", session.onlyPinned);
    set("kernel", session.kernel);
    set("log_level", session.logLevel);
}

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/session.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kVersion = 2; // of the keys below and of what pages and tables put into theirs
constexpr std::size_t kMostLooks = 20;

QString keyOf(const char* name)
{
    return QString("session-%1/%2").arg(kVersion).arg(name);
}

QString compact(const QJsonDocument& json)
{
    return QString::fromUtf8(json.toJson(QJsonDocument::Compact));
}

std::vector<HistoryLook> looksOf(const QJsonArray& stored)
{
    std::vector<HistoryLook> looks;
    for (const auto& each : stored) {
        const auto one = each.toObject();
        HistoryLook look {one["history"].toString(), std::max<qint64>(0, one["run"].toInteger()),
            one["pages"].toObject()};
        if (!look.history.isEmpty() && looks.size() < kMostLooks)
            looks.push_back(std::move(look));
    }
    return looks;
}

QJsonArray toJson(const std::vector<HistoryLook>& looks)
{
    QJsonArray stored;
    for (const auto& look : looks)
        stored.append(
            QJsonObject {{"history", look.history}, {"run", look.run}, {"pages", look.pages}});
    return stored;
}

} // namespace

HistoryLook Session::lookAt(const QString& file) const
{
    const auto found = std::ranges::find(looks, file, &HistoryLook::history);
    return found == looks.end() ? HistoryLook {file, 0, {}} : *found;
}

void Session::remember(HistoryLook look)
{
    std::erase_if(looks, [&](const HistoryLook& each) { return each.history == look.history; });
    looks.insert(looks.begin(), std::move(look));
    if (looks.size() > kMostLooks)
        looks.resize(kMostLooks);
}

Session loadSession(const QSettings& settings)
{
    const auto value = [&](const char* name) { return settings.value(keyOf(name)); };
    const auto json = [&](const char* name) {
        return QJsonDocument::fromJson(value(name).toString().toUtf8());
    };
    Session session;
    session.geometry = value("geometry").toByteArray();
    session.panels = value("panels").toByteArray();
    session.page = value("page").toString();
    session.history = value("history").toString();
    session.logLevel = value("log_level").toInt();
    session.tables = json("tables").object();
    session.looks = looksOf(json("looks").array());
    return session;
}

void saveSession(QSettings& settings, const Session& session)
{
    const auto set
        = [&](const char* name, const QVariant& value) { settings.setValue(keyOf(name), value); };
    set("geometry", session.geometry);
    set("panels", session.panels);
    set("page", session.page);
    set("history", session.history);
    set("log_level", session.logLevel);
    set("tables", compact(QJsonDocument(session.tables)));
    set("looks", compact(QJsonDocument(toJson(session.looks))));
}

} // namespace autokernel::ui

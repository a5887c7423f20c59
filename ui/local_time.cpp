// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/local_time.h"

#include "ui/text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace autokernel::ui {

QString localTime(const std::string& utc, const QString& format)
{
    const auto time = QDateTime::fromString(text(utc), Qt::ISODateWithMs).toLocalTime();
    if (!time.isValid())
        return {};
    return QLocale().toString(
        time, format.isEmpty() ? QCoreApplication::translate("Time", "d MMM, HH:mm") : format);
}

QString localSecond(const std::string& utc)
{
    return localTime(utc, QCoreApplication::translate("Time", "d MMM, HH:mm:ss"));
}

} // namespace autokernel::ui

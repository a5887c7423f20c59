// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/line_icon.h"

#include <QFile>
#include <QPainter>
#include <QSvgRenderer>

namespace autokernel::ui {
namespace {

constexpr auto kInk = "#808080"; // in the files
constexpr int kSize = 16; // logical pixels

QPixmap drawn(QByteArray picture, const QColor& ink, int scale)
{
    picture.replace(kInk, ink.name().toLatin1());
    QSvgRenderer renderer(picture);
    QPixmap pixmap(kSize * scale, kSize * scale);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    painter.end();
    pixmap.setDevicePixelRatio(scale);
    return pixmap;
}

} // namespace

QIcon lineIcon(const QString& name, const Theme& theme)
{
    QFile file(QString(":/icons/pages/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const auto picture = file.readAll();
    QIcon icon;
    for (const int scale : {1, 2, 3}) {
        icon.addPixmap(drawn(picture, theme[Paint::Soft], scale), QIcon::Normal, QIcon::Off);
        icon.addPixmap(drawn(picture, theme[Paint::Text], scale), QIcon::Normal, QIcon::On);
    }
    return icon;
}

} // namespace autokernel::ui

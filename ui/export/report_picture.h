// SPDX-License-Identifier: GPL-3.0-or-later
// The report's own charts (core/report) as pictures in a text document: drawn as vectors, in the
// colours of paper. Any thread, as its document.
#pragma once

#include "ui/theme/theme.h"

#include <QTextFormat>
#include <QTextObjectInterface>
#include <string>

namespace autokernel::ui {

// The chart with its styles written into it, since nothing around it has a style sheet; "" stays
// "".
QByteArray printableSvg(const std::string& chart, const Theme& theme);

// Draws the pictures of a document that were added with the properties below.
class ReportPicture final : public QObject, public QTextObjectInterface
{
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)

public:
    static constexpr int kType = QTextFormat::UserObject + 1;
    static constexpr int kSvg = QTextFormat::UserProperty + 1; // QByteArray

    using QObject::QObject;
    QSizeF intrinsicSize(QTextDocument* document, int position, const QTextFormat& format) override;
    void drawObject(QPainter* painter, const QRectF& rect, QTextDocument* document, int position,
        const QTextFormat& format) override;
};

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// A text document for paper, piece by piece: headings, figures, tables, charts, code. Sizes are in
// points. On one thread, any.
#pragma once

#include "ui/theme/theme.h"

#include <QStringList>
#include <QTextCursor>
#include <QTextDocument>
#include <string>
#include <vector>

namespace autokernel::ui {

class DocumentBuilder
{
public:
    struct Figure
    {
        QString caption;
        QString value;
        QString evidence;
        bool isGood = false;
    };
    struct Column
    {
        QString title;
        bool isNumber = false;
    };
    struct Row
    {
        QStringList cells;
        bool isStrong = false;
    };

    DocumentBuilder(QTextDocument& document, const Theme& theme);

    void title(const QString& text, const QString& below);
    void lead(const QString& text); // the sentence that a hurried reader reads
    void heading(const QString& text);
    void subheading(const QString& text);
    void paragraph(const QString& text, bool isSoft = false);
    void bullet(const QString& text);
    void figures(const std::vector<Figure>& figures); // in one row
    void table(const std::vector<Column>& columns, const std::vector<Row>& rows);
    void code(const QString& text);
    void patch(const std::string& unified, int mostLines);
    void picture(const QByteArray& svg);
    void verdictLegend();
    // No heading is the last line of a page. After everything else.
    void keepHeadingsWithText();

private:
    QTextBlockFormat block(double above, double below) const;
    QTextCharFormat letters(double points, Paint paint, bool isBold = false) const;
    void write(const QTextBlockFormat& block, const QTextCharFormat& letters, const QString& text);

    QTextDocument* m_document;
    const Theme* m_theme;
    QTextCursor m_cursor;
    bool m_isEmpty = true;
};

} // namespace autokernel::ui

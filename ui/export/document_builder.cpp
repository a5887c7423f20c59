// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/document_builder.h"

#include "ui/english_plurals.h"
#include "ui/export/report_picture.h"
#include "ui/text.h"
#include "ui/theme/verdict_style.h"

#include <QAbstractTextDocumentLayout>
#include <QGuiApplication>
#include <QTextBlock>
#include <QTextTable>
#include <cmath>

namespace autokernel::ui {
namespace {

constexpr double kBody = 9.5;
constexpr double kSmall = 8;
constexpr double kCode = 7.5;
constexpr double kTitle = 20;
constexpr double kLead = 12.5;
constexpr double kHeading = 14;
constexpr double kSubheading = 10.5;
constexpr double kFigure = 17;
constexpr double kColumnGap = 10;
constexpr double kSpacing = 0.05; // of 1/1200 inch

QFont codeFamily()
{
    QFont font("monospace");
    font.setStyleHint(QFont::TypeWriter);
    return font;
}

QTextLength share(int of)
{
    return QTextLength(QTextLength::PercentageLength, 100.0 / of);
}

} // namespace

DocumentBuilder::DocumentBuilder(QTextDocument& document, const Theme& theme)
    : m_document(&document)
    , m_theme(&theme)
    , m_cursor(&document)
{
    document.setDocumentMargin(0);
    document.setUndoRedoEnabled(false);
    QFont font = QGuiApplication::font();
    font.setPointSizeF(kBody);
    document.setDefaultFont(font);
    QTextOption option = document.defaultTextOption();
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    document.setDefaultTextOption(option);
    auto* pictures = new ReportPicture(&document);
    document.documentLayout()->registerHandler(ReportPicture::kType, pictures);
}

QTextBlockFormat DocumentBuilder::block(double above, double below) const
{
    QTextBlockFormat format;
    format.setTopMargin(above);
    format.setBottomMargin(below);
    format.setLineHeight(118, QTextBlockFormat::ProportionalHeight);
    return format;
}

QTextCharFormat DocumentBuilder::letters(double points, Paint paint, bool isBold) const
{
    QTextCharFormat format;
    format.setFontPointSize(points);
    format.setForeground((*m_theme)[paint]);
    format.setFontWeight(isBold ? QFont::DemiBold : QFont::Normal);
    // Some spacing, however little, keeps ligatures away: searched and copied text stays text.
    format.setFontLetterSpacingType(QFont::AbsoluteSpacing);
    format.setFontLetterSpacing(kSpacing);
    return format;
}

void DocumentBuilder::write(
    const QTextBlockFormat& block, const QTextCharFormat& letters, const QString& text)
{
    m_cursor.movePosition(QTextCursor::End);
    if (std::exchange(m_isEmpty, false)) {
        m_cursor.setBlockFormat(block);
        m_cursor.setBlockCharFormat(letters);
    } else {
        m_cursor.insertBlock(block, letters);
    }
    m_cursor.insertText(text, letters);
}

void DocumentBuilder::title(const QString& text, const QString& below)
{
    write(block(0, 2), letters(kTitle, Paint::Text, true), text);
    write(block(0, 8), letters(kBody, Paint::Soft), below);
}

void DocumentBuilder::lead(const QString& text)
{
    write(block(4, 10), letters(kLead, Paint::Text), text);
}

void DocumentBuilder::heading(const QString& text)
{
    auto format = block(20, 3);
    format.setHeadingLevel(1);
    write(format, letters(kHeading, Paint::Text, true), text);
}

void DocumentBuilder::subheading(const QString& text)
{
    auto format = block(12, 2);
    format.setHeadingLevel(2);
    write(format, letters(kSubheading, Paint::Text, true), text);
}

void DocumentBuilder::paragraph(const QString& text, bool isSoft)
{
    write(block(2, 5), letters(kBody, isSoft ? Paint::Soft : Paint::Text), text);
}

void DocumentBuilder::bullet(const QString& text)
{
    auto format = block(1, 2);
    format.setLeftMargin(12);
    format.setTextIndent(-10);
    write(format, letters(kBody, Paint::Text), QStringLiteral("•  ") + text);
}

void DocumentBuilder::figures(const std::vector<Figure>& figures)
{
    if (figures.empty())
        return;
    m_cursor.movePosition(QTextCursor::End);
    const int columns = static_cast<int>(figures.size());
    QTextTableFormat format;
    format.setBorder(0);
    format.setCellPadding(3);
    format.setCellSpacing(0);
    format.setTopMargin(4);
    format.setBottomMargin(6);
    format.setWidth(share(1));
    format.setColumnWidthConstraints(QList<QTextLength>(columns, share(columns)));
    auto* table = m_cursor.insertTable(1, columns, format);
    for (int i = 0; i < columns; ++i) {
        const auto& figure = figures[static_cast<std::size_t>(i)];
        auto cell = table->cellAt(0, i).firstCursorPosition();
        cell.insertText(figure.caption, letters(kSmall, Paint::Soft));
        cell.insertBlock();
        cell.insertText(
            figure.value, letters(kFigure, figure.isGood ? Paint::Kept : Paint::Text, true));
        cell.insertBlock();
        cell.insertText(figure.evidence, letters(kSmall, Paint::Soft));
    }
    m_isEmpty = false;
}

void DocumentBuilder::table(const std::vector<Column>& columns, const std::vector<Row>& rows)
{
    m_cursor.movePosition(QTextCursor::End);
    QTextTableFormat format;
    format.setBorder(0);
    format.setBorderCollapse(true);
    format.setCellPadding(3);
    format.setCellSpacing(0);
    format.setTopMargin(3);
    format.setBottomMargin(6);
    format.setHeaderRowCount(1);
    format.setWidth(share(1));
    auto* table = m_cursor.insertTable(
        static_cast<int>(rows.size()) + 1, static_cast<int>(columns.size()), format);
    const auto fill
        = [&](int row, int column, const QString& content, const QTextCharFormat& look) {
              auto cell = table->cellAt(row, column);
              QTextTableCellFormat edge;
              edge.setBottomBorderStyle(QTextFrameFormat::BorderStyle_Solid);
              edge.setBottomBorder(row == 0 ? 0.9 : 0.5);
              edge.setBottomBorderBrush((*m_theme)[row == 0 ? Paint::Line : Paint::Grid]);
              edge.setVerticalAlignment(QTextCharFormat::AlignTop);
              const bool isNumber = columns[static_cast<std::size_t>(column)].isNumber;
              if (isNumber && column + 1 < std::ssize(columns))
                  edge.setRightPadding(kColumnGap);
              cell.setFormat(edge);
              auto cursor = cell.firstCursorPosition();
              QTextBlockFormat aligned;
              aligned.setAlignment(isNumber ? Qt::AlignRight : Qt::AlignLeft);
              cursor.setBlockFormat(aligned);
              cursor.insertText(content, look);
          };
    for (int column = 0; column < std::ssize(columns); ++column) {
        fill(0, column, columns[static_cast<std::size_t>(column)].title,
            letters(kSmall, Paint::Soft, true));
        for (int row = 0; row < std::ssize(rows); ++row) {
            const auto& each = rows[static_cast<std::size_t>(row)];
            fill(row + 1, column, each.cells.value(column),
                letters(kSmall + 0.5, Paint::Text, each.isStrong));
        }
    }
    m_isEmpty = false;
}

void DocumentBuilder::code(const QString& text)
{
    auto look = letters(kCode, Paint::Text);
    look.setFontFamilies({codeFamily().family()});
    look.setFontStyleHint(QFont::TypeWriter);
    QTextBlockFormat format;
    format.setBackground((*m_theme)[Paint::MemoryZone]);
    format.setLeftMargin(4);
    for (const auto& line : text.trimmed().split('\n'))
        write(format, look, line);
    write(block(0, 2), letters(kSmall, Paint::Soft), {});
}

void DocumentBuilder::patch(const std::string& unified, int mostLines)
{
    auto look = letters(kCode, Paint::Text);
    look.setFontFamilies({codeFamily().family()});
    look.setFontStyleHint(QFont::TypeWriter);
    const auto lines = ui::text(unified).trimmed().split('\n');
    int shown = 0;
    for (const auto& line : lines) {
        if (line.startsWith("---") || line.startsWith("+++"))
            continue;
        if (shown++ == mostLines) {
            const auto further = lines.size() - mostLines - 2;
            paragraph(QCoreApplication::translate("ReportPdf",
                          "%n further line(s) (is|are) in the report as HTML or Markdown.", nullptr,
                          pluralOf(further)),
                true);
            return;
        }
        QTextBlockFormat format;
        format.setLeftMargin(4);
        if (line.startsWith('+') || line.startsWith('-'))
            format.setBackground((*m_theme)[line.startsWith('+') ? Paint::Added : Paint::Removed]);
        else if (line.startsWith("@@"))
            format.setTopMargin(4);
        look.setForeground((*m_theme)[line.startsWith("@@") ? Paint::Soft : Paint::Text]);
        write(format, look, line);
    }
}

void DocumentBuilder::picture(const QByteArray& svg)
{
    if (svg.isEmpty())
        return;
    QTextBlockFormat alone; // a line's proportional height would be that of the picture
    alone.setTopMargin(4);
    write(alone, letters(kBody, Paint::Text), {});
    QTextCharFormat format;
    format.setObjectType(ReportPicture::kType);
    format.setProperty(ReportPicture::kSvg, svg);
    m_cursor.insertText(QString(QChar::ObjectReplacementCharacter), format);
}

// The signs of core/report's charts; a colour is never alone.
void DocumentBuilder::verdictLegend()
{
    write(block(0, 6), letters(kSmall, Paint::Soft), {});
    const auto entry = [&](const char* sign, VerdictClass verdict) {
        m_cursor.insertText(
            QString::fromUtf8(sign) + QChar::Nbsp, letters(kSmall, paintOf(verdict), true));
        m_cursor.insertText(labelOf(verdict).replace(' ', QChar(QChar::Nbsp)) + "    ",
            letters(kSmall, Paint::Soft));
    };
    entry("●", VerdictClass::Kept);
    entry("○", VerdictClass::Reverted);
    entry("◇", VerdictClass::Inconclusive);
    entry("×", VerdictClass::Incorrect);
    entry("□", VerdictClass::Crashed);
    entry("▲", VerdictClass::Rejected);
}

void DocumentBuilder::keepHeadingsWithText()
{
    const double page = m_document->pageSize().height();
    const auto* layout = m_document->documentLayout();
    // Of its first line: a picture's stands on the next page where the block began on this one.
    const auto pageOf = [&](const QTextBlock& at) {
        const auto& lines = *at.layout();
        const double first = lines.lineCount() > 0 ? lines.lineAt(0).y() : 0;
        return std::floor((layout->blockBoundingRect(at).top() + first) / page);
    };
    for (auto at = m_document->begin(); at.isValid(); at = at.next()) {
        if (at.blockFormat().headingLevel() == 0)
            continue;
        auto last = at; // of headings that follow each other
        while (last.next().isValid() && last.next().blockFormat().headingLevel() > 0)
            last = last.next();
        // The block behind the next one too: a line of text alone is stranded as well.
        auto next = last.next();
        if (next.isValid() && next.next().isValid())
            next = next.next();
        if (next.isValid() && pageOf(next) > pageOf(at)) {
            auto format = at.blockFormat();
            format.setPageBreakPolicy(QTextFormat::PageBreak_AlwaysBefore);
            QTextCursor(at).setBlockFormat(format);
        }
        at = last;
    }
}

} // namespace autokernel::ui

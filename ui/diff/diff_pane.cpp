// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/diff_pane.h"

#include "ui/diff/diff_folding.h"
#include "ui/theme/style.h"

#include <QApplication>
#include <QMimeData>
#include <QPainter>
#include <QPlainTextDocumentLayout>
#include <QScrollBar>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kLeading = 3; // pixels between the lines, which the layout itself does not know
constexpr int kSignWidth = 18;
constexpr int kGap = 8;
constexpr int kBarWidth = 3;
constexpr int kTabCharacters = 4;

class RoomyLayout final : public QPlainTextDocumentLayout
{
public:
    using QPlainTextDocumentLayout::QPlainTextDocumentLayout;

    QRectF blockBoundingRect(const QTextBlock& block) const override
    {
        return QPlainTextDocumentLayout::blockBoundingRect(block).adjusted(0, 0, 0, kLeading);
    }
};

} // namespace

class DiffPane::Gutter final : public QWidget
{
public:
    explicit Gutter(DiffPane* pane)
        : QWidget(pane)
        , m_pane(pane)
    {
    }

protected:
    void paintEvent(QPaintEvent* event) override
    {
        QPainter painter(this);
        m_pane->paintGutter(painter, event->rect());
    }
    void wheelEvent(QWheelEvent* event) override
    {
        QCoreApplication::sendEvent(m_pane->viewport(), event);
    }

private:
    DiffPane* m_pane;
};

DiffPane::DiffPane(const Theme& theme, QWidget* parent)
    : QPlainTextEdit(parent)
    , m_theme(&theme)
    , m_gutter(new Gutter(this))
{
    setObjectName("pane");
    auto* text = new QTextDocument(this);
    text->setDocumentLayout(new RoomyLayout(text));
    text->setDocumentMargin(2);
    text->setUndoRedoEnabled(false);
    setDocument(text);
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setLineWrapMode(NoWrap);
    setFrameShape(NoFrame);
    setFont(codeFont());
    document()->setDefaultFont(codeFont());
    setTabStopDistance(kTabCharacters * QFontMetricsF(codeFont()).horizontalAdvance(' '));
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // the owner has one for all panes
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        formatVisible();
        m_gutter->update();
        emit scrolled();
    });
}

void DiffPane::setTheme(const Theme& theme)
{
    m_theme = &theme;
    ++m_generation;
    formatVisible();
    viewport()->update();
    m_gutter->update();
}

void DiffPane::setLines(std::vector<PaneLine> lines, Numbers numbers)
{
    m_lines = std::move(lines);
    m_numbers = numbers;
    m_matches.clear();
    setExtraSelections({});
    int most = 1;
    QString text;
    for (const auto& line : m_lines) {
        if (&line != m_lines.data())
            text += '\n';
        text += textOf(line);
        most = std::max({most, line.oldNumber, line.newNumber});
    }
    m_digits = std::max(2, static_cast<int>(QString::number(most).size()));
    setPlainText(text);
    setViewportMargins(gutterWidth(), 0, 0, 0);
    m_gutter->setGeometry(0, 0, gutterWidth(), height());
    ++m_generation;
    formatVisible();
    m_gutter->update();
}

void DiffPane::setCurrentRows(RowRange rows)
{
    m_current = rows;
    m_gutter->update();
}

QString DiffPane::textOf(const PaneLine& line) const
{
    if (line.look == PaneLine::Look::Fold)
        return tr("⋯  %n unchanged line(s)", nullptr, line.hidden);
    if (line.cell == nullptr || line.cell->kind == DiffCell::Kind::Filler)
        return {};
    return line.cell->kind == DiffCell::Kind::Note ? "\\ " + line.cell->text : line.cell->text;
}

QColor DiffPane::groundOf(const PaneLine& line) const
{
    switch (line.look) {
    case PaneLine::Look::Common:
        return (*m_theme)[Paint::Card];
    case PaneLine::Look::Removed:
        return (*m_theme)[Paint::Removed];
    case PaneLine::Look::Added:
        return (*m_theme)[Paint::Added];
    case PaneLine::Look::Filler:
    case PaneLine::Look::Fold:
        return (*m_theme)[Paint::Window];
    }
    return {};
}

std::vector<QTextLayout::FormatRange> DiffPane::formatsOf(const PaneLine& line) const
{
    std::vector<QTextLayout::FormatRange> ranges;
    const auto add = [&](int begin, int end, QTextCharFormat format) {
        if (begin < end)
            ranges.push_back({begin, end - begin, std::move(format)});
    };
    QTextCharFormat soft;
    soft.setForeground((*m_theme)[Paint::Soft]);
    if (line.cell == nullptr || line.cell->kind != DiffCell::Kind::Line) {
        add(0, static_cast<int>(textOf(line).size()), soft);
        return ranges;
    }
    for (const auto& span : line.cell->colors) {
        QTextCharFormat format;
        format.setForeground((*m_theme)[span.paint]);
        add(span.begin, span.end, format);
    }
    QTextCharFormat word;
    word.setBackground(
        (*m_theme)[line.look == PaneLine::Look::Added ? Paint::AddedWord : Paint::RemovedWord]);
    word.setForeground((*m_theme)[Paint::Text]); // syntax colours are not made for this ground
    for (const auto& span : line.cell->changes)
        add(span.begin, span.end, word);
    return ranges;
}

// A block's formats are set when it is first seen: a text of 20,000 lines opens at once.
void DiffPane::formatVisible()
{
    const int last = firstVisibleLine() + visibleLines() + 1;
    for (auto block = firstVisibleBlock(); block.isValid() && block.blockNumber() <= last;
         block = block.next()) {
        if (block.userState() == m_generation || block.blockNumber() >= std::ssize(m_lines))
            continue;
        block.setUserState(m_generation);
        const auto ranges = formatsOf(m_lines[static_cast<std::size_t>(block.blockNumber())]);
        block.layout()->setFormats(QList<QTextLayout::FormatRange>(ranges.begin(), ranges.end()));
        document()->markContentsDirty(block.position(), block.length());
    }
}

int DiffPane::visibleLines() const
{
    const auto rect = blockBoundingRect(firstVisibleBlock());
    return rect.height() > 0 ? static_cast<int>(viewport()->height() / rect.height()) : 0;
}

template <typename Visit> void DiffPane::eachVisible(Visit visit) const
{
    auto block = firstVisibleBlock();
    QRectF rect = blockBoundingGeometry(block).translated(contentOffset());
    while (block.isValid() && rect.top() <= viewport()->height()
        && block.blockNumber() < std::ssize(m_lines)) {
        // The leading hangs below a line; half of it belongs above.
        visit(m_lines[static_cast<std::size_t>(block.blockNumber())],
            QRect(
                0, qRound(rect.top()) - kLeading / 2, viewport()->width(), qRound(rect.height())));
        block = block.next();
        rect = QRectF(0, rect.bottom(), rect.width(), blockBoundingRect(block).height());
    }
}

void DiffPane::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), (*m_theme)[Paint::Card]);
    eachVisible([&](const PaneLine& line, const QRect& area) {
        if (line.look != PaneLine::Look::Common)
            painter.fillRect(area, groundOf(line));
    });
    painter.end();
    QPlainTextEdit::paintEvent(event);
}

void DiffPane::paintGutter(QPainter& painter, const QRect& area) const
{
    painter.fillRect(area, (*m_theme)[Paint::Card]);
    painter.setFont(font());
    const int numberWidth = m_digits * digitWidth();
    eachVisible([&](const PaneLine& line, QRect row) {
        row.setWidth(m_gutter->width());
        if (line.look != PaneLine::Look::Common)
            painter.fillRect(row, groundOf(line));
        if (line.row >= m_current.begin && line.row < m_current.end)
            painter.fillRect(
                QRect(0, row.top(), kBarWidth, row.height()), (*m_theme)[Paint::Accent]);
        painter.setPen((*m_theme)[Paint::Soft]);
        int x = kGap;
        const auto number = [&](int value) {
            if (value > 0)
                painter.drawText(QRect(x, row.top(), numberWidth, row.height()),
                    Qt::AlignRight | Qt::AlignVCenter, QString::number(value));
            x += numberWidth + kGap;
        };
        if (m_numbers == Numbers::Both) {
            number(line.oldNumber);
            number(line.newNumber);
        } else {
            number(std::max(line.oldNumber, line.newNumber));
        }
        const bool isLine = line.cell != nullptr && line.cell->kind == DiffCell::Kind::Line;
        if (isLine && line.look != PaneLine::Look::Common)
            painter.drawText(QRect(x, row.top(), kSignWidth, row.height()),
                Qt::AlignLeft | Qt::AlignVCenter, line.look == PaneLine::Look::Added ? "+" : "−");
    });
}

int DiffPane::digitWidth() const
{
    return QFontMetrics(codeFont()).horizontalAdvance('0');
}

int DiffPane::gutterWidth() const
{
    const int columns = m_numbers == Numbers::Both ? 2 : 1;
    return kGap + columns * (m_digits * digitWidth() + kGap) + kSignWidth;
}

void DiffPane::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    m_gutter->setGeometry(0, 0, gutterWidth(), height());
    formatVisible();
    emit scrolled();
}

void DiffPane::setMatches(std::vector<Match> matches)
{
    m_matches = std::move(matches);
    QTextCharFormat format;
    format.setBackground((*m_theme)[Paint::AccentSoft]);
    format.setForeground((*m_theme)[Paint::Text]);
    format.setFontUnderline(true);
    QList<QTextEdit::ExtraSelection> selections;
    for (const auto& match : m_matches) {
        QTextCursor cursor(document()->findBlockByNumber(match.line));
        cursor.setPosition(cursor.block().position() + match.begin);
        cursor.setPosition(cursor.position() + match.length, QTextCursor::KeepAnchor);
        selections.push_back({cursor, format});
    }
    setExtraSelections(selections);
}

void DiffPane::select(const Match& match)
{
    const auto block = document()->findBlockByNumber(match.line);
    QTextCursor cursor(block);
    cursor.setPosition(block.position() + match.begin);
    cursor.setPosition(block.position() + match.begin + match.length, QTextCursor::KeepAnchor);
    setTextCursor(cursor);
    ensureCursorVisible();
}

// Fillers, folds and notes are no text of either side.
QMimeData* DiffPane::createMimeDataFromSelection() const
{
    const auto cursor = textCursor();
    QStringList texts;
    for (auto block = document()->findBlock(cursor.selectionStart());
         block.isValid() && block.position() <= cursor.selectionEnd(); block = block.next()) {
        const auto& line = m_lines[static_cast<std::size_t>(block.blockNumber())];
        if (line.cell == nullptr || line.cell->kind != DiffCell::Kind::Line)
            continue;
        const int begin = std::max(0, cursor.selectionStart() - block.position());
        const int end = std::min(block.length() - 1, cursor.selectionEnd() - block.position());
        texts.push_back(line.cell->text.mid(begin, end - begin));
    }
    auto* copied = new QMimeData;
    copied->setText(texts.join('\n'));
    return copied;
}

const PaneLine* DiffPane::foldAt(const QPoint& position) const
{
    const auto block = cursorForPosition(position).blockNumber();
    if (block < 0 || block >= std::ssize(m_lines))
        return nullptr;
    const auto& line = m_lines[static_cast<std::size_t>(block)];
    return line.look == PaneLine::Look::Fold ? &line : nullptr;
}

void DiffPane::mousePressEvent(QMouseEvent* event)
{
    const auto* line
        = event->button() == Qt::LeftButton ? foldAt(event->position().toPoint()) : nullptr;
    if (line == nullptr)
        return QPlainTextEdit::mousePressEvent(event);
    emit foldClicked(line->fold, event->modifiers().testFlag(Qt::ShiftModifier));
}

void DiffPane::mouseMoveEvent(QMouseEvent* event)
{
    const bool isFold = event->buttons() == Qt::NoButton && foldAt(event->position().toPoint());
    viewport()->setCursor(isFold ? Qt::PointingHandCursor : Qt::IBeamCursor);
    viewport()->setToolTip(isFold
            ? tr("Click for %1 more lines, with Shift for all").arg(DiffFolding::kStep)
            : QString());
    QPlainTextEdit::mouseMoveEvent(event);
}

void DiffPane::keyPressEvent(QKeyEvent* event)
{
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const int caret = caretLine();
    if (isReturn && caret < std::ssize(m_lines)
        && m_lines[static_cast<std::size_t>(caret)].look == PaneLine::Look::Fold) {
        emit foldClicked(m_lines[static_cast<std::size_t>(caret)].fold,
            event->modifiers().testFlag(Qt::ShiftModifier));
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
}

} // namespace autokernel::ui

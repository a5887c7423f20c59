// SPDX-License-Identifier: GPL-3.0-or-later
// One column of a diff: read-only text with line numbers, signs, tinted rows and fillers.
// Selection, caret, clipboard and screen readers are those of QPlainTextEdit; what is copied is the
// text alone. It shows what it is given and computes no difference. UI thread.
#pragma once

#include "ui/diff/diff_document.h"
#include "ui/theme/theme.h"

#include <QPlainTextEdit>
#include <QTextBlock>

namespace autokernel::ui {

struct PaneLine
{
    enum class Look
    {
        Common,
        Removed,
        Added,
        Filler,
        Fold
    };
    Look look = Look::Common;
    const DiffCell* cell = nullptr; // of a document that the pane's owner keeps; nullptr: a fold
    int row = -1; // of the document; of a fold: its first
    int fold = -1;
    int hidden = 0; // rows of a fold
    int oldNumber = 0; // from 1; 0: none
    int newNumber = 0;
};

class DiffPane final : public QPlainTextEdit
{
    Q_OBJECT

public:
    enum class Numbers
    {
        One, // of the side that it shows
        Both // of a unified diff
    };
    explicit DiffPane(const Theme& theme, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    void setLines(std::vector<PaneLine> lines, Numbers numbers);
    const std::vector<PaneLine>& lines() const { return m_lines; }
    // Rows of the document that a bar at the left edge marks as the change one is at.
    void setCurrentRows(RowRange rows);
    struct Match
    {
        int line = 0; // of the pane
        int begin = 0; // characters
        int length = 0;
    };
    void setMatches(std::vector<Match> matches); // in order
    void select(const Match& match);
    int firstVisibleLine() const { return firstVisibleBlock().blockNumber(); }
    int visibleLines() const;
    int caretLine() const { return textCursor().blockNumber(); }

signals:
    void foldClicked(int fold, bool all);
    void scrolled();

protected:
    QMimeData* createMimeDataFromSelection() const override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    class Gutter;
    template <typename Visit> void eachVisible(Visit visit) const;
    void paintGutter(QPainter& painter, const QRect& area) const;
    void formatVisible();
    std::vector<QTextLayout::FormatRange> formatsOf(const PaneLine& line) const;
    QColor groundOf(const PaneLine& line) const;
    QString textOf(const PaneLine& line) const;
    int gutterWidth() const;
    int digitWidth() const;
    const PaneLine* foldAt(const QPoint& position) const;

    const Theme* m_theme;
    Gutter* m_gutter;
    std::vector<PaneLine> m_lines;
    std::vector<Match> m_matches;
    RowRange m_current;
    Numbers m_numbers = Numbers::One;
    int m_digits = 2;
    int m_generation = 0; // blocks formatted in an earlier one are formatted anew
};

} // namespace autokernel::ui

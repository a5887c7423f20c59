// SPDX-License-Identifier: GPL-3.0-or-later
// Two texts side by side: changed lines tinted, changed words stronger, code coloured, an overview
// of all changes at the right edge. UI thread.
#pragma once

#include "ui/diff/diff_rows.h"
#include "ui/theme/theme.h"

#include <QAbstractScrollArea>
#include <array>

namespace autokernel::ui {

class DiffView final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit DiffView(const Theme& theme, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    void setTexts(const std::string& before, const std::string& after);
    int changes() const { return static_cast<int>(m_changes.size()); }
    int change() const { return m_change; } // from 0; -1: none
    void goTo(int change);

signals:
    void changeShown(int change, int of);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void updateScrollBars();
    void paintSide(QPainter& painter, const QRect& area, bool isRight) const;
    void paintCode(QPainter& painter, const QPoint& at, const DiffSide& side, bool isRight,
        bool startsInComment) const;
    void paintOverview(QPainter& painter) const;
    int rowHeight() const;

    const Theme* m_theme;
    std::vector<DiffRowPair> m_rows;
    std::vector<std::array<bool, 2>> m_comments; // a row begins inside a comment: left, right
    std::vector<int> m_changes;
    int m_change = -1;
    int m_widest = 0; // characters
};

} // namespace autokernel::ui

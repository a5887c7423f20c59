// SPDX-License-Identifier: GPL-3.0-or-later
// All changes of a diff at a glance, with a frame round what is visible: the panes' scroll bar. A
// click or a drag goes there. UI thread.
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>
#include <vector>

namespace autokernel::ui {

class DiffOverview final : public QWidget
{
    Q_OBJECT

public:
    explicit DiffOverview(const Theme& theme, QWidget* parent = nullptr);

    struct Mark // lines [begin, end) of the panes
    {
        int begin = 0;
        int end = 0;
        bool isRemoval = false; // nothing stands for it on the new side
    };
    void setTheme(const Theme& theme);
    void setMarks(std::vector<Mark> marks, int lines);
    void setVisibleLines(int first, int count);
    // Where a mark is painted, at least so high that it is seen.
    QRectF areaOf(const Mark& mark) const;

    QSize sizeHint() const override;

signals:
    void lineWanted(int line); // to stand in the middle

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    double scale() const; // pixels per line
    void goTo(double y);

    const Theme* m_theme;
    std::vector<Mark> m_marks;
    int m_lines = 0;
    int m_first = 0;
    int m_count = 0;
};

} // namespace autokernel::ui

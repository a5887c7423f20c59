// SPDX-License-Identifier: GPL-3.0-or-later
// The column of pages at the left: picture, name, and how much there is. UI thread.
#pragma once

#include "ui/theme/theme.h"

#include <QAction>
#include <QButtonGroup>
#include <QFrame>
#include <QPushButton>

namespace autokernel::ui {

class RailRow final : public QPushButton
{
    Q_OBJECT

public:
    explicit RailRow(const QAction& page);

    void setCount(std::int64_t count); // 0: none is shown
    void setTheme(const Theme& theme);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_picture; // of resources/icons/pages
    QString m_count;
    QColor m_soft;
};

class Rail final : public QFrame
{
    Q_OBJECT

public:
    // One row for each action whose id begins with "page.", in their order.
    Rail(const std::vector<QAction*>& actions, const Theme& theme, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    void setCurrent(int row); // -1: none, for a page without a row
    void setCount(int row, std::int64_t count);

signals:
    void chosen(int row);

private:
    RailRow* row(int index) const;

    QButtonGroup* m_rows;
};

} // namespace autokernel::ui

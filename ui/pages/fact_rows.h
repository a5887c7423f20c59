// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of a card: what, how much, and where it helps a sign in front or a bar below. UI thread.
#pragma once

#include <QGridLayout>
#include <QPixmap>
#include <QWidget>
#include <optional>
#include <vector>

namespace autokernel::ui {

class FactRows final : public QWidget
{
    Q_OBJECT

public:
    struct Row
    {
        QString what;
        QString value = {}; // "" leaves its room to what
        QPixmap sign = {}; // null: none
        std::optional<double> part = {}; // of the largest row, in [0, 1], as a bar
        QString tip = {};
    };
    explicit FactRows(QWidget* parent = nullptr);

    void set(const std::vector<Row>& rows);
    // What its labels say, row by row.
    QStringList texts() const { return m_texts; }

private:
    QGridLayout* m_grid;
    QStringList m_texts;
};

} // namespace autokernel::ui

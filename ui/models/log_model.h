// SPDX-License-Identifier: GPL-3.0-or-later
// The lines of a run's log that a filter lets through, oldest first. New lines are added at the
// end, old ones leave at the front, and what is selected stays so. UI thread.
#pragma once

#include "ui/charts/kernel_names.h"
#include "ui/models/text_match.h"
#include "ui/theme/theme.h"

#include "store/history_reader.h"

#include <QAbstractTableModel>

namespace autokernel::ui {

class LogModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        At,
        Level,
        Text,
        Columns
    };

    explicit LogModel(const Theme& theme, QObject* parent = nullptr);

    void setTheme(const Theme& theme);
    void setLines(store::RunId run, const std::vector<store::LogLine>& lines);
    void setFilter(store::LogLevel least, const TextMatch& match);
    std::size_t all() const { return m_lines.size(); }
    QString lineAt(int row) const; // as it is copied: in full, and as it was logged
    void setKernelNames(KernelNames names); // lines name kernels by them; the key is one hover away

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    bool fits(const store::LogLine& line) const;
    const QString& said(std::size_t number) const;
    QString display(std::size_t number, int column) const;
    void refill();
    void dropFirst(std::size_t lines);

    const Theme* m_theme;
    store::RunId m_run;
    std::vector<store::LogLine> m_lines;
    mutable std::vector<QString> m_said; // of m_lines, as the table says it; empty: not asked yet
    std::vector<std::size_t> m_shown; // of m_lines
    store::LogLevel m_least = store::LogLevel::Debug;
    TextMatch m_match;
    KernelNames m_names;
};

} // namespace autokernel::ui

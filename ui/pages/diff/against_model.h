// SPDX-License-Identifier: GPL-3.0-or-later
// What a candidate may be compared with: four relations, then every experiment of its kernel, the
// newest first. UI thread.
#pragma once

#include "ui/bridge/snapshot.h"
#include "ui/theme/verdict_style.h"

#include <QAbstractListModel>
#include <QIcon>

namespace autokernel::ui {

struct AgainstChoice
{
    Against against = Against::Parent;
    std::int64_t number = 0; // with Against::Experiment
    bool operator==(const AgainstChoice&) const = default;
};

class AgainstModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    static constexpr int kRelationCount = 4; // the first rows
    explicit AgainstModel(QObject* parent = nullptr);

    // Experiments of this kernel; controls are left out, they are copies.
    void present(const report::ReportData& report, store::TargetId target);
    AgainstChoice choiceAt(int row) const;
    int rowOf(const AgainstChoice& choice) const; // -1: not there
    // What a user types: "141" or "#141", else the start of a relation's name; -1: nothing.
    int rowOf(const QString& typed) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    // A box with a line asks for the row of a text; no more than one text is made for it.
    QModelIndexList match(const QModelIndex& start, int role, const QVariant& value, int hits,
        Qt::MatchFlags flags) const override;

private:
    struct Row
    {
        std::int64_t number;
        VerdictClass verdict;
        std::optional<double> overEager;
        bool operator==(const Row&) const = default;
    };
    QString textOf(int row) const;

    store::TargetId m_target;
    std::vector<Row> m_rows; // newest first
};

} // namespace autokernel::ui

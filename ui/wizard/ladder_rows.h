// SPDX-License-Identifier: GPL-3.0-or-later
// The free rungs as the wizard lists them, while they are measured and after. Pure.
#pragma once

#include "protocol/message.h"

#include <QString>
#include <QStringList>
#include <vector>

namespace autokernel::ui {

struct LadderRow
{
    QString name;
    QString time; // "41.2 ms (40.9 to 41.8)"; before: what is done with the rung
    QString overEager; // "1.28×"; "" where there is none
    QString remark; // why it could not run, or that its outputs are off
    bool isFastest = false; // the lowest median of those that answer rightly
    bool isExpected = false; // nothing of it is known yet
};

std::vector<LadderRow> expectedRows(); // what a ladder on a CPU measures, before it does

std::vector<LadderRow> ladderRows(const protocol::ModelLadder& ladder);
// Lines of Python that use the fastest rung; "" where there is none.
QString fastestRecipe(const protocol::ModelLadder& ladder);

// Follows what the worker says it does: rungs are loaded one by one, then timed in rounds, all in
// each round. Their times are known at the end alone.
class LadderProgress
{
public:
    void say(const QString& what);
    // What was said last, in words for who does not know rungs.
    QString sentence(const QString& what) const;
    std::vector<LadderRow> rows() const;

private:
    QStringList m_names; // in the order in which they were begun
    QString m_round; // "" until the timing begins
};

} // namespace autokernel::ui

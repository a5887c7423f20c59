// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diff/stage_grid.h"

#include "ui/names.h"
#include "ui/shell/card.h"

#include "judge/correctness.h"

#include <QGridLayout>
#include <QLabel>
#include <algorithm>
#include <optional>

namespace autokernel::ui {
namespace {

QString markOf(StageState state)
{
    switch (state) {
    case StageState::Passed:
        return "✓";
    case StageState::Failed:
        return "✗";
    case StageState::Skipped:
        return "–";
    case StageState::NotReached:
        return "·";
    }
    return {};
}

// Among the stages that are counted; nullopt: it runs before or after them.
std::optional<int> numberOf(protocol::Stage stage)
{
    const auto full = judge::fullStages();
    const auto place = std::find(full.begin(), full.end(), stage);
    return place == full.end() ? std::nullopt
                               : std::optional(static_cast<int>(place - full.begin()) + 1);
}

QString spokenStateOf(const StageSummary& stage)
{
    switch (stage.state) {
    case StageState::Passed:
        return StageGrid::tr("passed");
    case StageState::Failed:
        return StageGrid::tr("failed");
    default:
        return stage.remark;
    }
}

} // namespace

StageGrid::StageGrid(QWidget* parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(6);
    m_grid->setColumnStretch(1, 1);
}

void StageGrid::present(const std::vector<StageSummary>& stages, const QString& said)
{
    while (auto* item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_row = 0;
    if (std::ranges::any_of(stages, [](const auto& stage) { return stage.worst.has_value(); }))
        addWide(makeLabel(tr("worst error, of its budget"), Type::Small, true), Qt::AlignRight);
    for (std::size_t i = 0; i < stages.size(); ++i) {
        // A rule parts the stages that are counted from what runs before and after them.
        const auto number = numberOf(stages[i].stage);
        if (i > 0 && number.value_or(1) == 1)
            addWide(makeRule());
        addStage(stages[i], said);
    }
}

void StageGrid::addStage(const StageSummary& stage, const QString& said)
{
    const auto number = numberOf(stage.stage);
    auto* mark = makeLabel(markOf(stage.state));
    setFlag(*mark, "good", stage.state == StageState::Passed);
    setFlag(*mark, "bad", stage.state == StageState::Failed);
    const auto title
        = number ? QString("%1  %2").arg(*number).arg(nameOf(stage.stage)) : nameOf(stage.stage);
    auto* name = makeLabel(title, Type::Body,
        !number || stage.state == StageState::NotReached || stage.state == StageState::Skipped);
    name->setWordWrap(true);
    name->setAccessibleName(tr("%1: %2").arg(nameOf(stage.stage), spokenStateOf(stage)));
    auto* remark = makeLabel(stage.remark, Type::Small, true);
    for (auto* label : {mark, name, remark})
        label->setToolTip(stage.detail);
    m_grid->addWidget(mark, m_row, 0);
    m_grid->addWidget(name, m_row, 1);
    m_grid->addWidget(remark, m_row++, 2, Qt::AlignRight);
    const auto reason = stage.detail.section('\n', 0, 0);
    if (stage.state != StageState::Failed || reason == said)
        return;
    auto* why = makeLabel(reason, Type::Small, false);
    why->setWordWrap(true);
    m_grid->addWidget(why, m_row++, 1, 1, 2);
}

void StageGrid::addWide(QWidget* widget, Qt::Alignment alignment)
{
    constexpr int kColumns = 3;
    m_grid->addWidget(widget, m_row++, 0, 1, kColumns, alignment);
}

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare_view.h"

#include "ui/figures.h"
#include "ui/shell/table_columns.h"
#include "ui/theme/metrics.h"

#include "report/format.h"

#include <QHeaderView>

namespace autokernel::ui {
namespace {

enum Column
{
    Name,
    A,
    B,
    Ratio,
    Columns
};

constexpr int kColumnWidth = 170; // an interval, or the name of a setting

QString shown(const std::string& value)
{
    return value.empty() ? QString("–") : text(value);
}

QString shown(const std::optional<store::SpeedupInterval>& interval)
{
    return interval ? speedupInterval(*interval) : QString("–");
}

} // namespace

CompareView::CompareView(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_card(new Card)
    , m_invitation(makeLabel({}, Type::Body, true))
    , m_warning(makeLabel({}))
    , m_chart(new CompareChart(theme))
    , m_table(new QTableWidget(0, Columns))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_card);
    m_warning->setWordWrap(true);
    m_warning->setContentsMargins(16, 8, 16, 0);
    m_warning->setProperty("warning", true);
    buildTable();
    m_card->body().setContentsMargins(0, 0, 0, 0);
    m_invitation->setWordWrap(true);
    m_invitation->setAlignment(Qt::AlignCenter);
    m_invitation->setContentsMargins(16, 16, 16, 16);
    m_card->body().addWidget(m_invitation, 100); // of the hidden rest nothing
    m_card->body().addWidget(m_warning);
    auto* both = new QHBoxLayout;
    both->setSpacing(0);
    both->addWidget(m_chart, 2);
    both->addWidget(m_table, 3);
    m_card->body().addLayout(both, 1);
    clear();
}

void CompareView::buildTable()
{
    m_table->setHorizontalHeaderLabels({tr("what differs"), {}, {}, {}}); // until there are runs
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ContiguousSelection);
    m_table->setAccessibleName(tr("What differs between the runs"));
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(kRowHeight);
    auto* header = m_table->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setHighlightSections(false);
    for (const int column : {Name, A, B})
        m_table->setColumnWidth(column, kColumnWidth);
    header->setSectionResizeMode(Ratio, QHeaderView::Stretch);
    new TableColumns("compare", *m_table);
    header->setSectionsMovable(false); // a group's line begins in the first
}

void CompareView::clear()
{
    m_card->setTitle(tr("Compare two runs"));
    m_isEmpty = true;
    showInvitation();
    m_warning->hide();
    m_chart->hide();
    m_table->hide();
}

void CompareView::refuse(const QString& sentence)
{
    clear();
    m_card->setTitle(tr("The runs could not be compared"), sentence);
}

void CompareView::setRunCount(int count)
{
    m_runCount = count;
    if (m_isEmpty)
        showInvitation();
}

void CompareView::showInvitation()
{
    m_invitation->setText(m_runCount >= 2
            ? tr("Select two runs above with Ctrl+click or Shift+arrow. Ctrl+Shift+D takes the run "
                 "that is shown and the one before it.")
            : tr("A second run of this history would be compared here with the first: their "
                 "conditions and results, each kernel, and the settings, without what is equal."));
    m_invitation->show();
}

void CompareView::present(const ComparisonPtr& comparison)
{
    const auto& [a, b, result] = *comparison;
    const auto nameOf = [](const report::ReportData& report) {
        return tr("run %1").arg(report.run.summary.id.value);
    };
    m_card->setTitle(
        tr("Run %1 and run %2").arg(a.run.summary.id.value).arg(b.run.summary.id.value),
        tr("what is equal is left out; ratios are of two sessions, not side by side"));
    m_isEmpty = false;
    m_invitation->hide();
    m_warning->setText(text(result.notComparableBecause));
    m_warning->setVisible(!result.notComparableBecause.empty());
    auto lines = compareLines(a, b);
    m_chart->setVisible(!lines.front().points.empty() || !lines.back().points.empty());
    m_chart->setLines(std::move(lines));
    m_table->clearSpans();
    m_table->setRowCount(0);
    m_table->setHorizontalHeaderLabels(
        {tr("what differs"), nameOf(a), nameOf(b), tr("%1 over %2").arg(nameOf(b), nameOf(a))});
    addGroup(tr("Conditions"), result.conditions);
    addFigures(result);
    addGroup(tr("Outcome"), result.outcomes);
    addKernels(result);
    addGroup(tr("Settings"), result.settings);
    if (m_table->rowCount() == 0)
        addLine(tr("Nothing differs."), false);
    m_table->scrollToTop();
    m_table->show();
}

void CompareView::addLine(const QString& what, bool isHeading)
{
    const int row = m_table->rowCount();
    m_table->insertRow(row);
    auto* line = new QTableWidgetItem(what);
    auto font = fontOf(Type::Body);
    font.setWeight(isHeading ? QFont::DemiBold : QFont::Normal);
    line->setFont(font);
    m_table->setItem(row, Name, line);
    m_table->setSpan(row, Name, 1, Columns);
}

void CompareView::addRow(const QStringList& cells)
{
    const int row = m_table->rowCount();
    m_table->insertRow(row);
    for (int column = 0; column < Columns; ++column) {
        auto* cell = new QTableWidgetItem(cells[column]);
        cell->setToolTip(cells[column]);
        m_table->setItem(row, column, cell);
    }
}

void CompareView::addGroup(const QString& name, const std::vector<report::Difference>& differences)
{
    if (differences.empty())
        return;
    addLine(name, true);
    for (const auto& each : differences)
        addRow({text(each.name), shown(each.a), shown(each.b), {}});
}

void CompareView::addFigure(const report::FigurePair& figure, bool isComparable)
{
    if (!figure.a && !figure.b)
        return;
    addRow({text(figure.name), shown(figure.a), shown(figure.b),
        !figure.bOverA     ? QString()
            : isComparable ? text(report::describeRatio(*figure.bOverA))
                           : tr("not comparable")});
}

void CompareView::addFigures(const report::RunComparison& result)
{
    if (result.figures.empty())
        return;
    addLine(tr("End to end"), true);
    for (const auto& figure : result.figures)
        addFigure(figure, result.notComparableBecause.empty());
}

void CompareView::addKernels(const report::RunComparison& result)
{
    std::vector<report::Difference> onlyOne;
    for (const auto& kernel : result.kernels) {
        if (!kernel.isInA || !kernel.isInB) {
            onlyOne.push_back({kernel.target, (kernel.isInA ? tr("yes") : tr("no")).toStdString(),
                (kernel.isInB ? tr("yes") : tr("no")).toStdString()});
            continue;
        }
        addLine(text(kernel.target), true);
        addFigure(kernel.overEager, result.notComparableBecause.empty());
        for (const auto& each : kernel.differences)
            addRow({text(each.name), shown(each.a), shown(each.b), {}});
    }
    addGroup(tr("Kernels that only one of them has"), onlyOne);
    if (result.equalKernels > 0)
        addLine(tr("%n kernel(s) without any difference", nullptr,
                    static_cast<int>(result.equalKernels)),
            false);
}

} // namespace autokernel::ui

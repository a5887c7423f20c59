// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/morning_tables.h"

#include "ui/annotations/marks_card.h"
#include "ui/text.h"

#include "report/format.h"
#include "report/kernel_text.h"
#include "report/outcome.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <algorithm>
#include <cmath>

namespace autokernel::ui {
namespace {

constexpr int kRowHeight = 28;
constexpr int kExperiment = Qt::UserRole;
constexpr int kFraction = Qt::UserRole + 1; // of the bar behind a figure

constexpr int kBarWidth = 70;
constexpr int kBarHeight = 6;
constexpr int kBarGap = 10;

// A text with a bar behind it, where there is a fraction.
class BarDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const int bar = index.data(kFraction).isValid() ? kBarWidth + kBarGap : 0;
        return QStyledItemDelegate::sizeHint(option, index) + QSize(bar, 0);
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
        const QModelIndex& index) const override
    {
        const auto fraction = index.data(kFraction);
        QStyledItemDelegate::paint(painter, option, index);
        if (!fraction.isValid())
            return;
        QRectF bar(option.rect.right() - kBarWidth - kBarGap,
            option.rect.center().y() - kBarHeight / 2.0, kBarWidth, kBarHeight);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(option.palette.color(QPalette::Mid));
        painter->drawRoundedRect(bar, kBarHeight / 2.0, kBarHeight / 2.0);
        bar.setWidth(kBarWidth * std::clamp(fraction.toDouble(), 0.0, 1.0));
        painter->setBrush(option.palette.color(QPalette::Link));
        painter->drawRoundedRect(bar, kBarHeight / 2.0, kBarHeight / 2.0);
        painter->restore();
    }
};

const store::LadderRow* contender(const report::KernelReport& kernel, std::string_view name)
{
    const auto found = std::find_if(kernel.ladder.rbegin(), kernel.ladder.rend(),
        [&](const auto& row) { return row.record.samples.name == name; });
    return found == kernel.ladder.rend() ? nullptr : &*found;
}

std::optional<store::SpeedupInterval> overPeer(const report::KernelReport& kernel)
{
    const auto* peer = bestPeerOf(kernel);
    const auto* winner = contender(kernel, store::kWinnerContender);
    return peer && winner ? report::speedupOver(*peer, *winner) : std::nullopt;
}

QString inModel(const report::KernelReport& kernel)
{
    if (!kernel.champion)
        return QObject::tr("nothing won");
    if (kernel.appliedInModel && !*kernel.appliedInModel)
        return QObject::tr("won alone, not in the model");
    if (kernel.leaveOneOutLoss)
        return *kernel.leaveOneOutLoss > 0
            ? QObject::tr("%1 slower without")
                  .arg(text(report::formatPercent(*kernel.leaveOneOutLoss)))
            : QObject::tr("not slower without");
    return kernel.appliedInModel ? QObject::tr("applied") : QString("–");
}

QString stateOf(const report::KernelReport& kernel, std::size_t index)
{
    const auto& keep = kernel.keeps[index];
    if (!keep.row.demotedBecause.empty())
        return QObject::tr("demoted: %1").arg(text(keep.row.demotedBecause));
    if (kernel.champion != index)
        return QObject::tr("beaten later");
    if (!keep.notRevalidated.empty())
        return QObject::tr("champion; not tried again: %1").arg(text(keep.notRevalidated));
    return QObject::tr("champion");
}

} // namespace

const store::LadderRow* bestPeerOf(const report::KernelReport& kernel)
{
    const store::LadderRow* best = nullptr;
    for (const auto& row : kernel.ladder) {
        const auto& samples = row.record.samples;
        if (row.record.isOurs || !samples.correct || !samples.error.empty()
            || samples.name == "eager" || !(row.medianMicroseconds > 0))
            continue;
        if (best == nullptr || row.medianMicroseconds < best->medianMicroseconds)
            best = &row;
    }
    return best;
}

MorningTable::MorningTable(const QStringList& columns, const QString& name)
    : QTableWidget(0, static_cast<int>(columns.size()))
{
    setHorizontalHeaderLabels(columns);
    setAccessibleName(name);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(kRowHeight);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    horizontalHeader()->setHighlightSections(false);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(this, &QTableWidget::cellActivated, this, [this](int row, int) {
        if (const auto number = item(row, 0)->data(kExperiment).toLongLong(); number > 0)
            emit experimentPicked(number);
    });
}

void MorningTable::setNumbers(std::initializer_list<int> columns)
{
    m_numbers = columns;
    for (const int column : columns)
        horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
}

MorningTable::Cell::Cell(
    const std::optional<store::SpeedupInterval>& figure, const QString& baseline)
    : text(figure ? ui::text(report::formatSpeedup(figure->value)) : QString("–"))
    , toolTip(figure ? tr("%1 over %2").arg(ui::text(report::formatInterval(*figure)), baseline)
                     : tr("not measured"))
{
}

void MorningTable::setRow(int row, const std::vector<Cell>& cells, std::int64_t experiment)
{
    for (int column = 0; column < std::ssize(cells); ++column) {
        const auto& given = cells[static_cast<std::size_t>(column)];
        auto* cell = new QTableWidgetItem(given.text);
        const bool isNumber
            = std::find(m_numbers.begin(), m_numbers.end(), column) != m_numbers.end();
        cell->setTextAlignment(Qt::AlignVCenter | (isNumber ? Qt::AlignRight : Qt::AlignLeft));
        cell->setToolTip(given.toolTip);
        setItem(row, column, cell);
    }
    item(row, 0)->setData(kExperiment, static_cast<qlonglong>(experiment));
}

void MorningTable::fitHeight()
{
    setFixedHeight(horizontalHeader()->sizeHint().height() + rowCount() * kRowHeight + 2);
}

KernelGains::KernelGains()
    : MorningTable(
        {QObject::tr("kernel"), QObject::tr("share"), QObject::tr("experiments"),
            QObject::tr("over eager"), QObject::tr("over best peer"), QObject::tr("best peer"),
            QObject::tr("in the model"), QObject::tr("candidate")},
        QObject::tr("Kernels of the run"))
{
    setNumbers({1, 2, 3, 4});
    setItemDelegateForColumn(6, new BarDelegate(this));
    horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    horizontalHeader()->setMinimumSectionSize(60);
}

void KernelGains::present(const report::ReportData& report)
{
    std::vector<const report::KernelReport*> searched;
    double most = 0;
    bool hasPeers = false;
    for (const auto& kernel : report.kernels) {
        if (kernel.target.experiments > 0 || !kernel.keeps.empty())
            searched.push_back(&kernel);
        most = std::max(most, kernel.leaveOneOutLoss.value_or(0));
        hasPeers = hasPeers || bestPeerOf(kernel) != nullptr;
    }
    setRowCount(static_cast<int>(searched.size()));
    for (int row = 0; row < rowCount(); ++row) {
        const auto& kernel = *searched[static_cast<std::size_t>(row)];
        const auto* keep = kernel.champion ? &kernel.keeps[*kernel.champion] : nullptr;
        const auto* peer = bestPeerOf(kernel);
        const auto number = keep ? keep->row.experiment.number : 0;
        setRow(row,
            {text(kernel.target.target.key()), text(report::formatPercent(kernel.target.share)),
                text(report::formatCount(kernel.target.experiments)),
                {keep ? keep->overEager() : std::nullopt, QObject::tr("eager")},
                {overPeer(kernel), peer ? text(peer->record.samples.name) : QString()},
                peer ? text(peer->record.samples.name) : QString("–"), inModel(kernel),
                keep ? QString("#%1").arg(number) : QString("–")},
            number);
        if (kernel.appliedInModel.value_or(false) && kernel.leaveOneOutLoss && most > 0)
            item(row, 6)->setData(kFraction, *kernel.leaveOneOutLoss / most);
        if (keep)
            item(row, 7)->setForeground(palette().link());
    }
    const bool isOfModel = report.run.summary.kind == store::RunKind::Model;
    for (const int column : {1, 6})
        setColumnHidden(column, !isOfModel);
    for (const int column : {4, 5}) // a model's kernels have no ladder of their own
        setColumnHidden(column, !hasPeers);
    fitHeight();
}

KeepsInOrder::KeepsInOrder()
    : MorningTable({QObject::tr("experiment"), QObject::tr("kernel"), QObject::tr("what"),
                       QObject::tr("over the one before"), QObject::tr("over eager"),
                       QObject::tr("state"), QObject::tr("yours")},
        QObject::tr("Kept candidates in their order"))
{
    setNumbers({3, 4});
    for (const int column : {1, 2}) // they share what the figures leave
        horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
}

void KeepsInOrder::present(const report::ReportData& report)
{
    std::vector<std::pair<const report::KernelReport*, std::size_t>> keeps;
    for (const auto& kernel : report.kernels)
        for (std::size_t i = 0; i < kernel.keeps.size(); ++i)
            keeps.emplace_back(&kernel, i);
    const auto numberOf
        = [](const auto& each) { return each.first->keeps[each.second].row.experiment.number; };
    std::sort(keeps.begin(), keeps.end(),
        [&](const auto& a, const auto& b) { return numberOf(a) < numberOf(b); });
    setRowCount(static_cast<int>(keeps.size()));
    bool isAnySaid = false;
    for (int row = 0; row < rowCount(); ++row) {
        const auto& [kernel, index] = keeps[static_cast<std::size_t>(row)];
        const auto& keep = kernel->keeps[index];
        const auto number = keep.row.experiment.number;
        const auto* said = report::findAnnotated(report, number);
        const QString line = said ? lineOf(said->annotation) : QString();
        isAnySaid = isAnySaid || !line.isEmpty();
        setRow(row,
            {QString("#%1").arg(number), text(kernel->target.target.key()),
                text(report::whatWasTried(keep)),
                {std::optional(keep.row.keep.overIncumbent), QObject::tr("the one before")},
                {keep.overEager(), QObject::tr("eager")}, stateOf(*kernel, index), line},
            number);
        item(row, 0)->setForeground(palette().link());
    }
    setColumnHidden(6, !isAnySaid);
    fitHeight();
}

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/morning_page.h"

#include "ui/text.h"

#include "report/format.h"

#include <QGridLayout>
#include <QHeaderView>
#include <QScrollArea>
#include <algorithm>

namespace autokernel::ui {
namespace {

QString speedup(const std::optional<store::SpeedupInterval>& interval)
{
    return interval ? text(report::formatSpeedup(interval->value)) : QObject::tr("not measured");
}

QString range(const store::SpeedupInterval& interval)
{
    return QString("%1 – %2").arg(
        text(report::formatSpeedup(interval.low)), text(report::formatSpeedup(interval.high)));
}

enum Column
{
    Kernel,
    Share,
    Experiments,
    OverEager,
    Candidate,
    InModel,
    Columns
};

QTableWidgetItem* cell(const QString& content, bool isNumber = false)
{
    auto* item = new QTableWidgetItem(content);
    item->setTextAlignment(Qt::AlignVCenter | (isNumber ? Qt::AlignRight : Qt::AlignLeft));
    item->setToolTip(content);
    return item;
}

QString inModel(const report::KernelReport& kernel)
{
    if (!kernel.champion)
        return QObject::tr("nothing won");
    if (!kernel.appliedInModel)
        return QObject::tr("kernel run");
    if (!*kernel.appliedInModel)
        return QObject::tr("won alone, not in the model");
    if (kernel.leaveOneOutLoss)
        return QObject::tr("%1 slower without it")
            .arg(text(report::formatPercent(std::max(0.0, *kernel.leaveOneOutLoss))));
    return QObject::tr("applied");
}

} // namespace

MorningPage::MorningPage(const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_gain(new FigureCard(tr("Measured end to end")))
    , m_overFree(new FigureCard(tr("Over the strongest free rung")))
    , m_outputs(new FigureCard(tr("Outputs")))
    , m_night(new FigureCard(tr("The run")))
    , m_kernels(new QTableWidget)
    , m_failures(makeLabel({}))
    , m_lookAtFirst(makeLabel({}))
    , m_believe(makeLabel({}))
    , m_model(new ModelView(theme))
    , m_modelCard(new Card)
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(12, 12, 12, 12);
    grid->setSpacing(12);
    int column = 0;
    for (auto* card : {m_gain, m_overFree, m_outputs, m_night})
        grid->addWidget(card, 0, column++);

    auto* made = new Card(tr("What made it faster"));
    made->setTitle(tr("What made it faster"), tr("kernels, by their share of the model's time"));
    made->body().setContentsMargins(0, 0, 0, 0);
    m_kernels->setColumnCount(Columns);
    m_kernels->setHorizontalHeaderLabels({tr("kernel"), tr("share of time"), tr("experiments"),
        tr("over eager"), tr("candidate"), tr("in the model")});
    m_kernels->verticalHeader()->hide();
    m_kernels->setShowGrid(false);
    m_kernels->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_kernels->setSelectionBehavior(QAbstractItemView::SelectRows);
    for (const int number : {Share, Experiments, OverEager})
        m_kernels->horizontalHeaderItem(number)->setTextAlignment(
            Qt::AlignRight | Qt::AlignVCenter);
    m_kernels->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_kernels->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_kernels->horizontalHeader()->setSectionResizeMode(Kernel, QHeaderView::Stretch);
    m_kernels->setAccessibleName(tr("Kernels of the run"));
    connect(m_kernels, &QTableWidget::cellActivated, this, [this](int row, int) {
        const auto number = m_kernels->item(row, Candidate)->data(Qt::UserRole).toLongLong();
        if (number > 0)
            emit experimentPicked(number);
    });
    made->body().addWidget(m_kernels);
    grid->addWidget(made, 1, 0, 1, 3);

    m_night->setMinimumWidth(260);
    m_modelCard->setTitle(tr("Whole model, end to end"), tr("interleaved pairs, over eager"));
    m_modelCard->body().setContentsMargins(0, 4, 0, 0);
    m_modelCard->body().addWidget(m_model);
    grid->addWidget(m_modelCard, 2, 0, 1, 3);

    auto* side = new QVBoxLayout;
    side->setSpacing(12);
    auto* failures = new Card(tr("What did not work, and why"));
    auto* first = new Card(tr("Look at first"));
    auto* believe = new Card(tr("Why you can believe it"));
    for (auto& [card, label] : {std::pair(first, m_lookAtFirst), std::pair(failures, m_failures),
             std::pair(believe, m_believe)}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::RichText);
        card->body().addWidget(label);
        card->body().addStretch();
        side->addWidget(card);
    }
    side->addStretch();
    auto* content = new QWidget;
    side->setContentsMargins(0, 0, 0, 0);
    content->setLayout(side);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setWidget(content);
    grid->addWidget(scroll, 1, 3, 2, 1);
    for (int i = 0; i < 4; ++i)
        grid->setColumnStretch(i, 1);
    grid->setRowStretch(1, 3);
    grid->setRowStretch(2, 2);
}

void MorningPage::setTheme(const Theme& theme)
{
    m_model->setTheme(theme);
}

std::vector<ChartOffer> MorningPage::charts() const
{
    if (!m_snapshot || modelProgressOf(m_snapshot->report).measured.empty())
        return {};
    return {{tr("Whole model"), fileStem(m_snapshot->report, "model"), [this](const Theme& theme) {
                 return drawingOf(m_model->detached(theme), m_snapshot->report);
             }}};
}

void MorningPage::present(const SnapshotPtr& snapshot)
{
    m_snapshot = snapshot;
    const auto& report = snapshot->report;
    showFigures(report);
    showKernels(report);
    showFailures(report);
    showRemarks(report);
    const auto model = modelProgressOf(report);
    m_modelCard->setVisible(!model.measured.empty()); // a kernel's run has no model
    m_model->setData(model, report.run.summary.experiments);
}

void MorningPage::showFigures(const report::ReportData& report)
{
    using Tone = FigureCard::Tone;
    const auto& outcome = report.outcome;
    const auto& ours = outcome.ours.overEager;
    if (ours)
        m_gain->set(speedup(ours),
            tr("over eager, %1 %2")
                .arg(range(*ours), outcome.verified ? QString() : tr("· not verified")),
            outcome.verified ? Tone::Good : Tone::Doubtful);
    else
        m_gain->set(tr("no figure"), text(outcome.headline), Tone::Doubtful);
    if (outcome.overFreeRung)
        m_overFree->set(speedup(outcome.overFreeRung),
            tr("%1, %2%3")
                .arg(text(outcome.freeRung.name), range(*outcome.overFreeRung),
                    outcome.isOverFreeRungQuotient ? tr(", a quotient of two sessions")
                                                   : tr(", side by side")),
            outcome.slowerThanFreeRung ? Tone::Doubtful : Tone::Plain);
    else
        m_overFree->set(tr("not measured"), text(outcome.freeRung.note), Tone::Doubtful);
    m_outputs->set(outcome.verified ? tr("verified") : tr("not verified"),
        outcome.verified ? tr("within their error budget, and the package agrees")
                         : text(outcome.notVerifiedBecause),
        outcome.verified ? Tone::Good : Tone::Doubtful);
    const auto& counts = report.run.verdictCounts;
    const auto count = [&](const char* verdict) {
        const auto found = counts.find(verdict);
        return found == counts.end() ? std::int64_t {0} : found->second;
    };
    m_night->set(tr("%n experiments", nullptr, static_cast<int>(report.run.summary.experiments)),
        tr("%1 kept · %2 incorrect · %3 caught cheating")
            .arg(count("kept"))
            .arg(count("incorrect"))
            .arg(count("rejected")));
}

void MorningPage::showKernels(const report::ReportData& report)
{
    m_kernels->setRowCount(static_cast<int>(report.kernels.size()));
    for (int row = 0; row < m_kernels->rowCount(); ++row) {
        const auto& kernel = report.kernels[static_cast<std::size_t>(row)];
        const auto* keep = kernel.champion ? &kernel.keeps[*kernel.champion] : nullptr;
        m_kernels->setItem(row, Kernel, cell(text(kernel.target.target.key())));
        m_kernels->setItem(
            row, Share, cell(text(report::formatPercent(kernel.target.share)), true));
        m_kernels->setItem(
            row, Experiments, cell(text(report::formatCount(kernel.target.experiments)), true));
        m_kernels->setItem(row, OverEager,
            cell(keep && keep->overEager() ? text(report::formatInterval(*keep->overEager()))
                                           : QString("–"),
                true));
        auto* candidate
            = cell(keep ? QString("#%1").arg(keep->row.experiment.number) : QString("–"));
        candidate->setData(
            Qt::UserRole, static_cast<qlonglong>(keep ? keep->row.experiment.number : 0));
        m_kernels->setItem(row, Candidate, candidate);
        m_kernels->setItem(row, InModel, cell(inModel(kernel)));
    }
}

void MorningPage::showFailures(const report::ReportData& report)
{
    QStringList lines;
    for (const auto& kernel : report.kernels)
        if (!kernel.champion && !kernel.bestAttempt.empty())
            lines.push_back(QString("<b>%1</b><br>%2")
                                .arg(text(kernel.target.target.key()).toHtmlEscaped(),
                                    text(kernel.bestAttempt).toHtmlEscaped()));
    for (const auto& row : report.rejected)
        lines.push_back(tr("#%1 was rejected: %2")
                            .arg(row.number)
                            .arg(text(row.verdict.sentence).toHtmlEscaped()));
    m_failures->setText(lines.isEmpty() ? tr("Every kernel that was searched has a winner.")
                                        : lines.join("<br><br>"));
}

void MorningPage::showRemarks(const report::ReportData& report)
{
    QStringList alarms;
    for (const auto& stored : report.alarms)
        if (stored.isOpen)
            alarms.push_back(text(stored.alarm.sentence).toHtmlEscaped());
    m_lookAtFirst->setText(alarms.isEmpty() ? tr("Nothing stands out.") : alarms.join("<br><br>"));
    QStringList reasons;
    reasons.push_back(tr("%n A/A and slow controls ran beside the search", nullptr,
        static_cast<int>(report.controls.size())));
    if (report.roofs)
        reasons.push_back(
            tr("roofs measured on this machine, %1").arg(text(report.roofs->roofs.measuredAt)));
    reasons.push_back(tr("every verdict can be computed again from the stored samples"));
    m_believe->setText(reasons.join("<br><br>"));
}

} // namespace autokernel::ui

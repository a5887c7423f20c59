// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/morning_gains.h"

#include "ui/charts/kernel_names.h"
#include "ui/figures.h"
#include "ui/names.h"
#include "ui/pages/effect_delegate.h"
#include "ui/pages/morning_model_effect.h"
#include "ui/pages/morning_words.h"
#include "ui/theme/metrics.h"
#include "ui/theme/style.h"

#include "plan/rungs.h"
#include "report/outcome.h"

#include <QHeaderView>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kEffect = Qt::UserRole + 1; // a DrawnEffect

enum GainColumn
{
    Kernel,
    Share,
    Experiments,
    OverEager,
    OverPeer,
    Peer,
    InModel,
    Candidate
};

// The fastest correct one that is neither ours nor eager; nullptr: none.
const store::LadderRow* fastestPeer(const report::KernelReport& kernel)
{
    const store::LadderRow* best = nullptr;
    for (const auto& row : kernel.ladder) {
        const auto& samples = row.record.samples;
        if (row.record.isOurs || !samples.correct || !samples.error.empty()
            || samples.name == plan::kEager || !(row.medianMicroseconds > 0))
            continue;
        if (best == nullptr || row.medianMicroseconds < best->medianMicroseconds)
            best = &row;
    }
    return best;
}

// Those that were searched; in the model first, each part by its share of the time.
std::vector<const report::KernelReport*> searchedKernels(const report::ReportData& report)
{
    std::vector<const report::KernelReport*> searched;
    for (const auto& kernel : report.kernels)
        if (kernel.target.experiments > 0 || !kernel.keeps.empty())
            searched.push_back(&kernel);
    std::stable_partition(searched.begin(), searched.end(),
        [](const auto* kernel) { return kernel->appliedInModel.value_or(true); });
    return searched;
}

// All cells of the column on one scale, so that their lengths compare.
DrawnEffect scaleOf(const std::vector<const report::KernelReport*>& kernels)
{
    DrawnEffect scale;
    for (const auto* kernel : kernels)
        if (const auto effect = modelEffectOf(*kernel)) {
            scale.scaleLow = std::min(scale.scaleLow, effect->low);
            scale.scaleHigh = std::max(scale.scaleHigh, effect->high);
        }
    return scale;
}

} // namespace

std::optional<BestPeer> bestPeerOf(const report::KernelReport& kernel)
{
    if (const auto* rung = fastestPeer(kernel)) {
        BestPeer peer {rungName(rung->record.samples.name)};
        if (const auto* winner = report::findContender(kernel.ladder, store::kWinnerContender))
            peer.ours = report::speedupOver(*rung, *winner);
        return peer;
    }
    const auto* keep = morning::championOf(kernel);
    if (keep == nullptr || !keep->vendorOverEager || !keep->overEager())
        return std::nullopt;
    BestPeer peer {KernelGains::tr("vendor")};
    peer.quotient = keep->overEager()->value / *keep->vendorOverEager;
    peer.toolTip = KernelGains::tr("A quotient, so without an interval: ours is %1 over eager, the "
                                   "vendor's kernel %2, timed beside eager once.")
                       .arg(speedup(keep->overEager()->value), speedup(*keep->vendorOverEager));
    return peer;
}

KernelGains::KernelGains(const Theme& theme)
    : MorningTable("morning.kernels",
        {tr("kernel"), tr("share"), tr("tried"), tr("over eager"), tr("over peer"), tr("peer"),
            tr("gain, leave-one-out"), tr("candidate")},
        tr("Kernels of the run"))
    , m_effects(new EffectDelegate(theme, kEffect, this))
{
    setNumbers({Share, Experiments, OverEager, OverPeer, InModel});
    setNames(Kernel);
    setLink(Candidate);
    setItemDelegateForColumn(InModel, m_effects);
    horizontalHeader()->setSectionResizeMode(Kernel, QHeaderView::Stretch);
    horizontalHeader()->setMinimumSectionSize(60);
    horizontalHeaderItem(Experiments)->setToolTip(tr("Experiments of the search"));
    horizontalHeaderItem(Peer)->setToolTip(
        tr("The fastest way to compute it that is neither ours nor eager"));
    horizontalHeaderItem(Share)->setToolTip(tr("Of the model's time, as it came"));
    horizontalHeaderItem(InModel)->setToolTip(
        tr("How much longer the model takes without the kernel than with the full set: the bar is "
           "the median, hollow where it cannot be told from noise; the line is the 95 % interval, "
           "the tick no effect"));
}

void KernelGains::setTheme(const Theme& theme)
{
    m_effects->setTheme(theme);
}

void KernelGains::present(const report::ReportData& report)
{
    const auto kernels = searchedKernels(report);
    const auto firstLeftOut = std::find_if(kernels.begin(), kernels.end(),
        [](const auto* kernel) { return !kernel->appliedInModel.value_or(true); });
    const bool isApart = firstLeftOut != kernels.begin() && firstLeftOut != kernels.end();
    const auto scale = scaleOf(kernels);
    const auto names = kernelNames(report);
    bool hasPeers = false;
    clearSpans();
    setRowCount(static_cast<int>(kernels.size()) + (isApart ? 1 : 0));
    int row = 0;
    for (auto kernel = kernels.begin(); kernel != kernels.end(); ++kernel, ++row) {
        if (isApart && kernel == firstLeftOut)
            setHeading(row++, tr("not in the model"));
        setKernel(row, names.at((*kernel)->target.target.key()), report, **kernel);
        hasPeers = hasPeers || bestPeerOf(**kernel);
        // Of what is not applied the words say enough; its figures are one hover away.
        if (const auto effect = modelEffectOf(**kernel);
            effect && (*kernel)->appliedInModel.value_or(false))
            item(row, InModel)
                ->setData(kEffect,
                    QVariant::fromValue(DrawnEffect {
                        effect->loss, effect->low, effect->high, scale.scaleLow, scale.scaleHigh}));
    }
    const bool isOfModel = report.run.summary.kind == store::RunKind::Model;
    for (const int column : {Share, InModel})
        columns().setOffered(column, isOfModel);
    for (const int column : {OverPeer, Peer})
        columns().setOffered(column, hasPeers);
    fitHeight();
}

void KernelGains::setKernel(int row, const QString& name, const report::ReportData& report,
    const report::KernelReport& kernel)
{
    const auto* keep = morning::championOf(kernel);
    const auto peer = bestPeerOf(kernel);
    const auto number = keep ? keep->row.experiment.number : 0;
    const auto overPeer = [&]() -> Cell {
        if (!peer)
            return {QString("–"), tr("not measured")};
        if (peer->quotient)
            return {speedup(*peer->quotient), peer->toolTip};
        return {peer->ours, peer->name};
    };
    setRow(row,
        {{name, text(kernel.target.target.key())}, percent(kernel.target.share),
            grouped(kernel.target.experiments),
            {keep ? keep->overEager() : std::nullopt, tr("eager")}, overPeer(),
            {peer ? peer->name : QString("–"), peer ? peer->toolTip : tr("not measured")},
            {describeInModel(kernel), explainInModel(report, kernel)},
            keep ? QString("#%1").arg(number) : QString("–")},
        number);
    if (!kernel.appliedInModel.value_or(false))
        return;
    auto font = fontOf(Type::Body);
    font.setWeight(QFont::DemiBold);
    item(row, Kernel)->setFont(font);
}

// Leads to no experiment.
void KernelGains::setHeading(int row, const QString& title)
{
    for (int column = 0; column < columnCount(); ++column) {
        auto* cell = new QTableWidgetItem(column == Kernel ? title : QString());
        cell->setFlags(Qt::NoItemFlags);
        cell->setFont(fontOf(Type::Small));
        setItem(row, column, cell);
    }
    setSpan(row, Kernel, 1, columnCount());
}

} // namespace autokernel::ui

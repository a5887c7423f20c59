// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/roofline_data.h"

#include "ui/english_plurals.h"
#include "ui/figures.h"
#include "ui/names.h"

#include "plan/rungs.h"
#include "report/call_times.h"
#include "roofline/nominal_roofs.h"

#include <QCoreApplication>
#include <algorithm>
#include <map>

namespace autokernel::ui {
namespace {

const QString kTruth = "fp64"; // the dtype that outputs are compared in; no kernel of ours has it

QString translated(const char* source)
{
    return QCoreApplication::translate("Roofline", source);
}

QString dtypeOf(const report::KernelReport& kernel)
{
    return text(std::string(kernel::toString(kernel.target.target.dtype)));
}

std::vector<MemoryRoof> memoryRoofsOf(const roofline::Roofs& roofs)
{
    std::vector<MemoryRoof> found;
    for (const char* level : {"L1", "L2", "L3", "DRAM"}) {
        const double copy = roofs.peakBytesPerSecond(level, "copy");
        const double rate = copy > 0 ? copy : roofs.peakBytesPerSecond(level, "read");
        if (rate > 0)
            found.push_back({level, rate});
    }
    return found;
}

using CandidatesByKernel = std::map<store::TargetId, std::vector<RooflineCandidate>>;

// Experiments are many: they are gone through once, not once a kernel.
CandidatesByKernel candidatesOf(const report::ReportData& report)
{
    CandidatesByKernel candidates;
    for (const auto& point : report.progress) {
        const auto verdict = classOf(point.verdict, point.isControl, point.isDemoted);
        if (!point.isControl && point.candidateMicroseconds && *point.candidateMicroseconds > 0
            && !hasNoTime(verdict))
            candidates[point.target].push_back(
                {point.number, *point.candidateMicroseconds, verdict, point.idea});
    }
    return candidates;
}

std::vector<OtherPeak> otherPeaksOf(const roofline::Roofs& roofs, const QString& dtype)
{
    std::vector<OtherPeak> peaks;
    for (const auto& roof : roofs.compute) {
        const auto name = text(roof.dtype);
        const bool isThere = std::any_of(
            peaks.begin(), peaks.end(), [&](const auto& peak) { return peak.dtype == name; });
        if (name != dtype && name != kTruth && !isThere)
            peaks.push_back({name, roofs.peakFlopPerSecond(roof.dtype)});
    }
    return peaks;
}

NominalRoofs nominalOf(const protocol::DeviceInfo& device, const QString& dtype)
{
    NominalRoofs nominal;
    const auto known = roofline::nominalRoofsOf(device.name, device.cores);
    nominal.missing = text(roofline::whyNoNominalRoofs(device.id));
    if (!known)
        return nominal;
    for (const auto& peak : known->peaksOf(dtype.toStdString()))
        nominal.peaks.push_back({text(peak.arithmetic), peak.flopPerSecond});
    nominal.dramBytesPerSecond = known->dramBytesPerSecond;
    nominal.source = text(known->source);
    return nominal;
}

RooflineTrail trailOf(const report::KernelReport& kernel, const report::ReportData& report,
    std::vector<RooflineCandidate> candidates)
{
    RooflineTrail trail;
    trail.target = kernel.target.id;
    trail.kernel = text(kernel.target.target.key());
    trail.flop = kernel.flop;
    trail.bytes = kernel.bytes;
    trail.eagerMicroseconds = report::eagerBesideChampion(kernel, report);
    trail.candidates = std::move(candidates);
    const double scale = report::ladderScale(kernel, report);
    for (const auto& row : kernel.ladder)
        if (!row.record.isOurs && row.record.samples.correct && row.medianMicroseconds > 0
            && row.record.samples.name != plan::kEager)
            trail.rungs.push_back({rungName(row.record.samples.name),
                row.medianMicroseconds * scale, false, row.record.samples.name});
    trail.leastMicroseconds = kernel.floor.seconds * 1e6;
    trail.bound = text(kernel.floor.bound);
    if (!kernel.champion)
        return trail;
    if (const auto& vendor = kernel.keeps[*kernel.champion].vendorOverEager;
        vendor && trail.eagerMicroseconds > 0)
        trail.rungs.push_back(
            {translated("vendor"), trail.eagerMicroseconds / *vendor, true, "vendor"});
    const auto& keep = kernel.keeps[*kernel.champion].row.experiment;
    for (std::size_t i = 0; i < trail.candidates.size(); ++i)
        if (trail.candidates[i].number == keep.number)
            trail.champion = i;
    // The data sets that it was timed on say which memory served it.
    if (kernel.point && keep.candidateMicroseconds) {
        trail.leastMicroseconds = kernel.point->fractionOfRoof * *keep.candidateMicroseconds;
        trail.bound = text(kernel.point->bottleneck);
        trail.level = text(kernel.point->memoryLevel);
    }
    return trail;
}

} // namespace

const MemoryRoof& RooflineData::roofOf(const QString& level) const
{
    const auto find = [this](const QString& name) {
        return std::find_if(memory.begin(), memory.end(),
            [&](const MemoryRoof& roof) { return roof.level == name; });
    };
    const auto wanted = find(level);
    const auto dram = find("DRAM");
    return wanted != memory.end() ? *wanted : dram != memory.end() ? *dram : memory.back();
}

std::vector<QString> dtypesOf(const report::ReportData& report)
{
    std::vector<QString> dtypes;
    for (const auto& kernel : report.kernels)
        if (const auto dtype = dtypeOf(kernel);
            std::find(dtypes.begin(), dtypes.end(), dtype) == dtypes.end())
            dtypes.push_back(dtype);
    return dtypes;
}

RooflineData rooflineOf(const report::ReportData& report, const QString& dtype)
{
    RooflineData data;
    data.dtype = dtype;
    data.device = text(report.run.device.name);
    data.nominal = nominalOf(report.run.device, dtype);
    if (report.roofs) {
        data.measuredAt = text(report.roofs->roofs.measuredAt);
        data.peakFlopPerSecond = report.roofs->roofs.peakFlopPerSecond(dtype.toStdString());
        data.memory = memoryRoofsOf(report.roofs->roofs);
        data.otherPeaks = otherPeaksOf(report.roofs->roofs, dtype);
    }
    auto candidates = candidatesOf(report);
    const auto signs = kernelSigns(report);
    for (std::size_t i = 0; i < signs.size(); ++i) {
        const auto& kernel = report.kernels[i];
        if (kernel.flop <= 0 || kernel.bytes <= 0 || dtypeOf(kernel) != dtype)
            continue;
        auto trail = trailOf(kernel, report, std::move(candidates[kernel.target.id]));
        trail.sign = signs[i];
        if (!trail.candidates.empty() || !trail.rungs.empty())
            data.trails.push_back(std::move(trail));
    }
    return data;
}

QString readoutOf(const RooflineTrail& trail, double microseconds)
{
    const auto rateAt = [&](double time) { return rate(trail.flopPerSecond(time), "FLOP"); };
    if (trail.leastMicroseconds <= 0)
        return translated("%1; no roof was measured that bounds it").arg(rateAt(microseconds));
    const double fraction = trail.fractionOfRoof(microseconds);
    QString sentence = translated("%1 of the %2 roof at %3 FLOP per byte: %4 of %5")
                           .arg(percent(fraction), trail.bound)
                           .arg(trail.intensity(), 0, 'g', 3)
                           .arg(rateAt(microseconds), rateAt(trail.leastMicroseconds));
    if (fraction > 1)
        sentence += translated(". More than the roof allows: its data came from a nearer cache, or "
                               "FLOP, bytes or roof are wrong");
    return sentence;
}

QString shareOfRoof(const RooflineTrail& trail, double microseconds)
{
    if (trail.leastMicroseconds <= 0)
        return {};
    return translated("%1 of %2").arg(percent(trail.fractionOfRoof(microseconds)), trail.bound);
}

QString summaryOf(const RooflineData& data)
{
    if (!data.hasRoofs())
        return translated("No roofs were measured for %1.").arg(data.dtype);
    QStringList kernels;
    for (const auto& trail : data.trails)
        if (trail.champion && trail.leastMicroseconds > 0)
            kernels.push_back(QString("%1 %2").arg(trail.sign.name,
                shareOfRoof(trail, trail.candidates[*trail.champion].microseconds)));
    return QCoreApplication::translate("Roofline",
        "%n kernel(s) under the measured %1 roofs of %2; percent of their roof: %3.", nullptr,
        pluralOf(std::ssize(data.trails)))
        .arg(data.dtype, data.device, kernels.isEmpty() ? QString("-") : kernels.join(", "));
}

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// What the roofline draws, as plain values: the screen, the export and the table twin read the
// same. Pure, any thread.
#pragma once

#include "ui/charts/kernel_names.h"
#include "ui/theme/verdict_style.h"

#include "report/report_data.h"

#include <QString>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace autokernel::ui {

struct MemoryRoof
{
    QString level; // "L2", "DRAM"
    double bytesPerSecond = 0; // measured: of a copy, or of reads where no copy was measured
};

struct RooflineRung
{
    QString name;
    double microseconds = 0; // one call, by its ratio to eager
    bool isVendor = false; // timed beside the champion, not in the ladder
    std::string id = {}; // the history's, for files
};

struct RooflineCandidate
{
    std::int64_t number = 0;
    double microseconds = 0; // one call, median of its own session
    VerdictClass verdict = VerdictClass::Reverted;
    std::shared_ptr<const std::string> idea = nullptr; // may be null
};

// One kernel. All its points share the intensity: FLOP and bytes are modelled, not counted.
struct RooflineTrail
{
    store::TargetId target;
    QString kernel; // its key
    KernelSign sign;
    double flop = 0; // of one call
    double bytes = 0;
    std::vector<RooflineCandidate> candidates; // that have a time; oldest first
    std::optional<std::size_t> champion;
    // Where it started, by the champion's measured gain, so that the way is as long as that gain;
    // 0: not known.
    double eagerMicroseconds = 0;
    std::vector<RooflineRung> rungs; // others that are right, and the vendor's own kernel
    double leastMicroseconds = 0; // at the roof that bounds it; 0: not known
    QString bound; // that roof: "compute", "DRAM"
    QString level; // of the memory that serves it; "" not known

    double intensity() const { return flop / bytes; }
    double flopPerSecond(double microseconds) const { return flop / (microseconds * 1e-6); }
    double fractionOfRoof(double microseconds) const { return leastMicroseconds / microseconds; }
};

// What the device's maker says; drawn dashed.
struct NominalRoofs
{
    struct Peak
    {
        QString arithmetic; // "fp32", "tf32 tensor"
        double flopPerSecond = 0;
    };
    std::vector<Peak> peaks; // for the dtype, plain arithmetic first
    double dramBytesPerSecond = 0;
    QString source;
    QString missing = {}; // why there are none, one sentence

    bool isKnown() const { return !peaks.empty(); }
};

// The peak of another dtype, for scale.
struct OtherPeak
{
    QString dtype;
    double flopPerSecond = 0;
};

struct RooflineData
{
    QString dtype;
    QString device;
    QString measuredAt; // ISO 8601, UTC; "" where no roofs were measured
    double peakFlopPerSecond = 0;
    std::vector<MemoryRoof> memory; // fastest first
    std::vector<RooflineTrail> trails;
    NominalRoofs nominal = {};
    std::vector<OtherPeak> otherPeaks = {};

    bool hasRoofs() const { return peakFlopPerSecond > 0 && !memory.empty(); }
    // The named level, else DRAM, else the slowest that was measured.
    const MemoryRoof& roofOf(const QString& level) const;
};
std::vector<QString> dtypesOf(const report::ReportData& report);
RooflineData rooflineOf(const report::ReportData& report, const QString& dtype);

// "28 % of the DRAM roof at 1.0 FLOP per byte, 0.86 of 3.02 TFLOP/s"; flagged where it is more than
// the roof allows.
QString readoutOf(const RooflineTrail& trail, double microseconds);
// "24 % of L3": never without the roof, since a kernel may be bound by another one than its
// neighbours; "" where its roof is not known.
QString shareOfRoof(const RooflineTrail& trail, double microseconds);
QString summaryOf(const RooflineData& data);

} // namespace autokernel::ui

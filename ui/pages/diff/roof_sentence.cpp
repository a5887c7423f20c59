// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/figures.h"
#include "ui/pages/diff/evidence_panel.h"

namespace autokernel::ui {

QString roofSentence(const ExperimentView& view)
{
    switch (view.noPoint) {
    case NoRoofPoint::NoTime:
        return EvidencePanel::tr("Not placed: it has no time that counts.");
    case NoRoofPoint::UnknownKernel:
        return EvidencePanel::tr(
            "Not placed: this kernel type is not on this machine, so FLOP and bytes are unknown.");
    case NoRoofPoint::NoRoofs:
        return EvidencePanel::tr("Not placed: the roofs of this device were not measured.");
    case NoRoofPoint::None:
        break;
    }
    const auto& point = *view.point;
    const QString bound = point.bottleneck == "compute"
        ? EvidencePanel::tr("compute")
        : EvidencePanel::tr("memory (%1)").arg(text(point.bottleneck));
    QString sentence
        = EvidencePanel::tr("%1 of what is attainable at %2 FLOP/byte, bound by %3: %4 of %5.")
              .arg(percent(point.fractionOfRoof))
              .arg(point.intensity, 0, 'g', 3)
              .arg(bound, rate(point.flopPerSecond, "FLOP"),
                  rate(point.attainableFlopPerSecond, "FLOP"));
    // A point above its roof is never a feat.
    if (point.fractionOfRoof > 1)
        sentence += ' '
            + (point.bottleneck == "compute"
                    ? EvidencePanel::tr("More than all of it: the peak of another unit or dtype "
                                        "applies, or a figure is wrong.")
                    : EvidencePanel::tr(
                        "More than all of it: a nearer cache serves its data, or it reads more "
                        "than it writes, where this roof is a copy."));
    return sentence;
}

} // namespace autokernel::ui

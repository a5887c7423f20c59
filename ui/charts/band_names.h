// SPDX-License-Identifier: GPL-3.0-or-later
// How the bands of a chart are called and where their names stand, so that none runs into the next.
// Pure, any thread.
#pragma once

#include <QFontMetricsF>
#include <QString>
#include <vector>

namespace autokernel::ui {

struct Band // in pixels
{
    QString kernel; // its short name
    double left = 0;
    double right = 0;
    bool isStarters = false;
};

struct BandName
{
    QString text;
    double left = 0; // where the text begins
};

// From left to right. All have their whole names, or, where one has no room for that, all the part
// before or behind the "/" that tells them apart. A kernel whose bands are all too narrow is named
// once, over the nameless bands behind one of its own, where they have room. Neighbours of starters
// alone are named together, over the middle of them all, where one of them has no room. Nothing
// stands left of `from`.
std::vector<BandName> nameBands(
    const std::vector<Band>& bands, double from, const QFontMetricsF& metrics);

} // namespace autokernel::ui

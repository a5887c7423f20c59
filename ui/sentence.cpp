// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sentence.h"

#include "ui/names.h"
#include "ui/text.h"

#include <QRegularExpression>

namespace autokernel::ui {
namespace {

// The judge calls a stage of checks by its id: "(stage stability, normal activations at M=4)".
QString withStageName(QString told)
{
    static const QRegularExpression stage("(?<=\\(stage )(\\w+)(?=,)");
    const auto match = stage.match(told);
    if (const auto known = protocol::stageFromString(match.captured().toStdString()))
        told.replace(match.capturedStart(), match.capturedLength(), nameOf(*known));
    return told;
}

// Histories of older versions do not say that the pages print another block of pairs.
QString withSeries(QString told)
{
    static const QRegularExpression unnamed(
        "(?<=The champion against the original)(?=: [\\d.]+ times as fast)");
    return told.replace(unnamed, ", the median of the pairs of this later look");
}

} // namespace

QString sentence(const std::string& ofEngine)
{
    // No letter or digit may follow: a shape is "512x768".
    static const QRegularExpression ratio("(?<=\\d)x\\b");
    // A dash between two numbers, as of a date, is none.
    static const QRegularExpression minus("(?<![\\w-])-(?=\\d)");
    return withSeries(withStageName(text(ofEngine))).replace(ratio, "×").replace(minus, "−");
}

} // namespace autokernel::ui

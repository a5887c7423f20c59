// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/kernel_names.h"

#include "ui/text.h"

#include <QStringList>
#include <algorithm>

namespace autokernel::ui {
namespace {

struct Parts
{
    QString variant;
    QString dtype;
    QStringList sizes;
};

Parts partsOf(const QString& key)
{
    return {key.section(' ', 0, 0), key.section(' ', 1, 1),
        key.section(' ', 2).split(',', Qt::SkipEmptyParts)};
}

} // namespace

std::vector<QString> shortNames(const std::vector<QString>& keys)
{
    std::vector<Parts> all;
    for (const auto& key : keys)
        all.push_back(partsOf(key));
    std::vector<QString> names;
    for (const auto& one : all) {
        const auto differs = [&](const auto& isOther) {
            return std::any_of(all.begin(), all.end(),
                [&](const Parts& other) { return other.variant == one.variant && isOther(other); });
        };
        QStringList telling;
        for (const auto& size : one.sizes)
            if (differs([&](const Parts& other) { return !other.sizes.contains(size); }))
                telling.push_back(size);
        QStringList name {QString(one.variant).remove("/default")};
        if (differs([&](const Parts& other) { return other.dtype != one.dtype; }))
            name.push_back(one.dtype);
        if (!telling.isEmpty())
            name.push_back(telling.join(','));
        names.push_back(name.join(' '));
    }
    return names;
}

std::vector<KernelSign> kernelSigns(const report::ReportData& report)
{
    std::vector<QString> keys;
    for (const auto& kernel : report.kernels)
        keys.push_back(text(kernel.target.target.key()));
    const auto names = shortNames(keys);
    std::vector<KernelSign> signs;
    for (std::size_t i = 0; i < names.size(); ++i)
        signs.push_back({names[i], seriesPaint(i)});
    return signs;
}

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/kernel_names.h"

#include "ui/text.h"

#include "report/short_names.h"

namespace autokernel::ui {
namespace {

// What packages call it, and with them sentences of older histories:
// "matmul_linear_bias_k768_m128_n768" of "matmul/linear_bias fp32 K=768,M=128,N=768".
QString opOf(const QString& key)
{
    auto op = key.section(' ', 0, 0).remove("/default").replace('/', '_');
    if (const auto sizes = key.section(' ', 2, 2); !sizes.isEmpty())
        op += '_' + QString(sizes).remove('=').replace(',', '_');
    return op.toLower();
}

bool isOfAWord(QChar c)
{
    return c.isLetterOrNumber() || c == '_';
}

// Where it is a word of its own. Logs of a thousand lines are laid out at once: no expression is
// compiled for each.
void replaceWord(QString& said, const QString& word, const QString& name)
{
    for (qsizetype at = said.indexOf(word); at >= 0; at = said.indexOf(word, at)) {
        const auto end = at + word.size();
        const bool isWord = (at == 0 || !isOfAWord(said[at - 1]))
            && (end == said.size() || !isOfAWord(said[end]));
        if (isWord)
            said.replace(at, word.size(), name);
        at += isWord ? name.size() : word.size();
    }
}

} // namespace

std::vector<KernelSign> kernelSigns(const report::ReportData& report)
{
    std::vector<std::string> keys;
    for (const auto& kernel : report.kernels)
        keys.push_back(kernel.target.target.key());
    const auto names = report::shortNames(keys);
    std::vector<KernelSign> signs;
    for (std::size_t i = 0; i < names.size(); ++i)
        signs.push_back({text(names[i]), seriesPaint(i)});
    return signs;
}

KernelNames kernelNames(const report::ReportData& report)
{
    const auto signs = kernelSigns(report);
    KernelNames names;
    for (std::size_t i = 0; i < signs.size(); ++i)
        names.emplace(report.kernels[i].target.target.key(), signs[i].name);
    return names;
}

QString withNames(QString said, const KernelNames& names)
{
    for (const auto& [key, name] : names) {
        said.replace(text(key), name);
        replaceWord(said, opOf(text(key)), name);
    }
    return said;
}

} // namespace autokernel::ui

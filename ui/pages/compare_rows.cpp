// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare_rows.h"

#include "ui/figures.h"

#include <QCoreApplication>
#include <algorithm>
#include <map>
#include <set>

namespace autokernel::ui {
namespace {

using report::Difference;
using report::FigurePair;
using report::KernelComparison;

const QString kNone = QStringLiteral("–");

QString tr(const char* source, int count = -1)
{
    return QCoreApplication::translate("CompareRows", source, nullptr, count);
}

QString shown(const std::string& value)
{
    return value.empty() ? kNone : text(value);
}

QString shown(const std::optional<store::SpeedupInterval>& interval)
{
    return interval ? speedupInterval(*interval) : kNone;
}

// As read: figures that differ in digits that no cell shows tell nothing.
bool isSame(const QStringList& cells)
{
    return cells.count(cells.value(0)) == cells.size();
}

class Rows
{
public:
    explicit Rows(const Comparison& comparison)
        : m_comparison(comparison)
        , m_others(comparison.toFirst.size())
    {
    }
    std::vector<CompareRow> take() { return std::move(m_rows); }

    void addLine(const QString& text, bool isHeading)
    {
        m_rows.push_back({text, {}, {}, isHeading});
    }
    void addGroup(const QString& name, std::vector<Difference> report::RunComparison::*list)
    {
        std::vector<const std::vector<Difference>*> lists;
        for (const auto& each : m_comparison.toFirst)
            lists.push_back(&(each.*list));
        addGroup(name, merged(lists));
    }
    void addFigures();
    void addKernels();

private:
    // The comparison of each other run with the first; nullptr: they are equal.
    using KernelPairs = std::vector<const KernelComparison*>;

    void addGroup(const QString& name, std::vector<CompareRow> rows);
    std::vector<CompareRow> merged(const std::vector<const std::vector<Difference>*>& lists) const;
    CompareRow figureRow(const std::vector<const FigurePair*>& pairs, bool isSameWhereNone) const;
    bool addKernel(const std::string& target, const KernelPairs& pairs); // false: nothing differs

    const Comparison& m_comparison;
    std::size_t m_others; // beside the first
    std::vector<CompareRow> m_rows;
};

void Rows::addGroup(const QString& name, std::vector<CompareRow> rows)
{
    if (rows.empty())
        return;
    addLine(name, true);
    std::move(rows.begin(), rows.end(), std::back_inserter(m_rows));
}

// A run that does not differ from the first in something has what the first has.
std::vector<CompareRow> Rows::merged(const std::vector<const std::vector<Difference>*>& lists) const
{
    struct Row
    {
        std::string name;
        QStringList first; // of a machine, other parts in which it differs from each
        std::vector<std::optional<QString>> others;
    };
    std::vector<Row> found;
    for (std::size_t other = 0; other < lists.size(); ++other) {
        if (lists[other] == nullptr)
            continue;
        for (const auto& each : *lists[other]) {
            auto row = std::ranges::find(found, each.name, &Row::name);
            if (row == found.end()) {
                found.push_back(Row {each.name, {}, std::vector<std::optional<QString>>(m_others)});
                row = std::prev(found.end());
            }
            if (const auto first = shown(each.a); !row->first.contains(first))
                row->first.push_back(first);
            row->others[other] = shown(each.b);
        }
    }
    std::vector<CompareRow> rows;
    for (auto& each : found) {
        if (each.first.size() > 1)
            each.first.removeAll(kNone);
        const auto first = each.first.join("; ");
        CompareRow row {text(each.name), {first}, {}, false};
        for (const auto& other : each.others)
            row.cells.push_back(other.value_or(first));
        rows.push_back(std::move(row));
    }
    return rows;
}

CompareRow Rows::figureRow(const std::vector<const FigurePair*>& pairs, bool isSameWhereNone) const
{
    CompareRow row;
    QString first = kNone;
    for (const auto* pair : pairs)
        if (pair != nullptr) {
            row.name = text(pair->name);
            first = shown(pair->a);
        }
    row.cells = {first};
    row.overFirst = {QString()};
    for (std::size_t other = 0; other < pairs.size(); ++other) {
        const auto* pair = pairs[other];
        row.cells.push_back(pair != nullptr ? shown(pair->b) : isSameWhereNone ? first : kNone);
        row.overFirst.push_back(pair == nullptr || !pair->bOverA ? QString()
                : m_comparison.toFirst[other].notComparableBecause.empty()
                ? text(report::describeRatio(*pair->bOverA))
                : tr("not comparable"));
    }
    return row;
}

void Rows::addFigures()
{
    std::vector<std::string> names;
    for (const auto& each : m_comparison.toFirst)
        for (const auto& figure : each.figures)
            if (std::ranges::find(names, figure.name) == names.end())
                names.push_back(figure.name);
    std::vector<CompareRow> rows;
    for (const auto& name : names) {
        std::vector<const FigurePair*> pairs;
        for (const auto& each : m_comparison.toFirst) {
            const auto figure = std::ranges::find(each.figures, name, &FigurePair::name);
            pairs.push_back(figure == each.figures.end() ? nullptr : &*figure);
        }
        rows.push_back(figureRow(pairs, false));
        std::ranges::replace(rows.back().cells, kNone, tr("not measured"));
    }
    addGroup(tr("End to end"), std::move(rows));
}

void Rows::addKernels()
{
    std::map<std::string, KernelPairs> kernels;
    for (std::size_t other = 0; other < m_others; ++other)
        for (const auto& kernel : m_comparison.toFirst[other].kernels) {
            auto& pairs = kernels[kernel.target];
            pairs.resize(m_others);
            pairs[other] = &kernel;
        }
    std::vector<CompareRow> onlyOne;
    std::ptrdiff_t equal = 0;
    for (const auto& [target, pairs] : kernels) {
        const bool isInFirst = std::ranges::any_of(
            pairs, [](const auto* pair) { return pair != nullptr && pair->isInA; });
        CompareRow row {text(target), {isInFirst ? tr("yes") : tr("no")}, {}, false};
        for (const auto* pair : pairs)
            row.cells.push_back((pair != nullptr ? pair->isInB : isInFirst) ? tr("yes") : tr("no"));
        if (row.cells.count(tr("yes")) < 2)
            onlyOne.push_back(std::move(row));
        else if (!addKernel(target, pairs))
            ++equal;
    }
    addGroup(tr("Kernels that only one of them has"), std::move(onlyOne));
    std::set<std::string> all;
    for (const auto& run : m_comparison.runs)
        for (const auto& kernel : run.kernels)
            all.insert(kernel.target.target.key());
    equal += std::ranges::count_if(
        all, [&](const std::string& target) { return !kernels.contains(target); });
    if (equal > 0)
        addLine(tr("%n kernel(s) without any difference", static_cast<int>(equal)), false);
}

bool Rows::addKernel(const std::string& target, const KernelPairs& pairs)
{
    std::vector<const FigurePair*> figures;
    std::vector<const std::vector<Difference>*> differences;
    bool hasFigure = false;
    for (const auto* pair : pairs) {
        figures.push_back(pair != nullptr ? &pair->overEager : nullptr);
        differences.push_back(pair != nullptr ? &pair->differences : nullptr);
        hasFigure = hasFigure || (pair != nullptr && (pair->overEager.a || pair->overEager.b));
    }
    std::vector<CompareRow> rows;
    if (auto figure = hasFigure ? figureRow(figures, true) : CompareRow(); !isSame(figure.cells))
        rows.push_back(std::move(figure));
    std::ranges::move(merged(differences), std::back_inserter(rows));
    const bool differs = !rows.empty();
    addGroup(text(target), std::move(rows));
    return differs;
}

} // namespace

std::vector<CompareRow> compareRows(const Comparison& comparison)
{
    Rows rows(comparison);
    rows.addGroup(tr("Conditions"), &report::RunComparison::conditions);
    rows.addFigures();
    rows.addGroup(tr("Outcome"), &report::RunComparison::outcomes);
    rows.addKernels();
    rows.addGroup(tr("Settings"), &report::RunComparison::settings);
    return rows.take();
}

QString incomparableBecause(const Comparison& comparison)
{
    QStringList reasons;
    for (std::size_t other = 0; other < comparison.toFirst.size(); ++other) {
        const auto reason = text(comparison.toFirst[other].notComparableBecause);
        if (comparison.toFirst.size() == 1)
            return reason;
        if (!reason.isEmpty())
            reasons.push_back(tr("Run %1 and run %2: %3")
                                  .arg(comparison.runs[0].run.summary.id.value)
                                  .arg(comparison.runs[other + 1].run.summary.id.value)
                                  .arg(reason));
    }
    return reasons.join('\n');
}

} // namespace autokernel::ui

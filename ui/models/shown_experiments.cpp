// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/shown_experiments.h"

#include <algorithm>

namespace autokernel::ui {
namespace {

std::set<VerdictClass> allBut(VerdictClass verdict)
{
    std::set<VerdictClass> others(kVerdictClasses.begin(), kVerdictClasses.end());
    others.erase(verdict);
    return others;
}

// "": several are shown, or none.
QString onlyVerdict(const std::set<VerdictClass>& hidden)
{
    for (const auto verdict : kVerdictClasses)
        if (const auto verdicts = verdictsOf(verdict);
            verdicts.size() == 1 && hidden == allBut(verdict))
            return verdicts.front();
    return {};
}

} // namespace

QStringList verdictsOf(VerdictClass verdict)
{
    if (verdict == VerdictClass::Control)
        return {"control"};
    QStringList verdicts;
    for (const auto kind : judge::kAllVerdictKinds)
        if (classOf(kind) == verdict)
            verdicts.push_back(QString::fromUtf8(judge::toString(kind).data()));
    return verdicts;
}

void ShownExperiments::setHidden(const std::set<VerdictClass>& hidden)
{
    if (hidden == m_hidden)
        return;
    m_hidden = hidden;
    m_verdict = onlyVerdict(hidden);
    emit verdictsChanged();
}

void ShownExperiments::showOnly(const QString& verdict)
{
    const auto found = std::find_if(kVerdictClasses.begin(), kVerdictClasses.end(),
        [&](VerdictClass each) { return verdictsOf(each).contains(verdict); });
    const bool isAll = found == kVerdictClasses.end();
    const auto hidden = isAll ? std::set<VerdictClass>() : allBut(*found);
    const auto wanted = isAll ? QString() : verdict;
    if (hidden == m_hidden && wanted == m_verdict)
        return;
    m_hidden = hidden;
    m_verdict = wanted;
    emit verdictsChanged();
}

} // namespace autokernel::ui

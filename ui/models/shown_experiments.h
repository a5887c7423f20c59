// SPDX-License-Identifier: GPL-3.0-or-later
// Which experiments of a run the window shows: one choice for the legend of the chart and the
// filter of the table. The window owns it; whoever shows experiments follows it. UI thread.
#pragma once

#include "ui/theme/verdict_style.h"

#include <QObject>
#include <set>

namespace autokernel::ui {

class ShownExperiments final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    const std::set<VerdictClass>& hidden() const { return m_hidden; }
    // Where one verdict alone is shown: as the judge spells it, or "control". A legend has one
    // entry for several of them. "": any that is not hidden.
    const QString& verdict() const { return m_verdict; }
    void setHidden(const std::set<VerdictClass>& hidden);
    void showOnly(const QString& verdict); // "": all

    // Not kept: a run brings its own kernels. "": all of them.
    void chooseKernel(const QString& key) { emit kernelChosen(key); }

signals:
    void verdictsChanged();
    void kernelChosen(const QString& key);

private:
    std::set<VerdictClass> m_hidden;
    QString m_verdict;
};

// As ExperimentFilter::verdict and the history spell them.
QStringList verdictsOf(VerdictClass verdict);

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// What narrows the table of experiments: a kernel, the user's marks, a verdict, what raised the
// best, words. UI thread.
#pragma once

#include "ui/bridge/experiment_index.h"
#include "ui/bridge/snapshot.h"
#include "ui/models/shown_experiments.h"
#include "ui/pages/search_box.h"

#include <QCheckBox>
#include <QComboBox>
#include <QJsonObject>

namespace autokernel::ui {

class ExperimentFilterBar final : public QWidget
{
    Q_OBJECT

public:
    explicit ExperimentFilterBar(ShownExperiments& shown, QWidget* parent = nullptr);

    struct Filter
    {
        QString text;
        QString verdict; // "": all
        QString tag;
        bool onlyPinned = false;
        bool isExpression = false; // the text
        bool onlyBest = false;
    };
    Filter filter() const;
    // Of all kernels; what is not known is left as it is.
    void setFilter(const Filter& filter);
    void narrow(ExperimentFilter& filter) const; // to what is chosen here
    bool asksForAnnotations() const; // what is chosen
    bool asksForBest() const { return m_best->isChecked(); }
    QJsonObject look() const;
    void setLook(const QJsonObject& look);

    void setKernels(const std::vector<report::KernelReport>& kernels);
    void forgetKernels(); // of another run: they may have the same ids
    // Tags come and go with what the user says; the chosen one stays.
    void setTags(QStringList tags);
    void focusSearch() { m_search->focusField(); }

signals:
    void changed(); // by the user or by setFilter(), words a moment after the last key

private:
    void buildBoxes();
    void followShown();
    void setOthers(const Filter& filter); // but the verdict
    void showVerdicts();
    void showKernel(const QString& key); // "": all

    ShownExperiments* m_shown;
    SearchBox* m_search;
    QComboBox* m_verdict; // of what is shown
    QComboBox* m_said; // pinned, or a tag
    QComboBox* m_kernel;
    QCheckBox* m_best;
    QString m_kernelToChoose; // of a look, until kernels come
};

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// What shall run faster: an example, a file of the user's, or a single kernel. A chosen file is
// looked at on another thread; the model itself is read by a worker when the user asks. UI thread.
#pragma once

#include "ui/bridge/file_facts.h"
#include "ui/bridge/model_probe.h"
#include "ui/wizard/wizard_page.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QTimer>
#include <optional>

namespace autokernel::ui {

class ModelPage final : public WizardPage
{
    Q_OBJECT

public:
    explicit ModelPage(ModelProbe& probe, QWidget* parent = nullptr);

    void showDraft(const RunDraft& draft) override;
    void write(RunDraft& draft) const override;
    void focusChoice(); // of what shall run faster
    // What the chosen file is, where that keeps it from being a model; empty: it may be one.
    QString fileProblem() const { return m_fileProblem; }
    void showUnread();
    void showProblem(const QString& sentence); // where the reading's outcome would stand
    // Of the last look; empty while they are read.
    const std::vector<kernel::KernelType>& kernelTypes() const { return m_types; }

signals:
    void typesKnown();
    void fileKnown(); // fileProblem() has changed
    void readWanted();

private:
    void buildChoices(QBoxLayout& layout);
    void buildReading(QBoxLayout& layout);
    void connectAll();
    void enableRows();
    void browseFile();
    void addKernelFolder();
    void lookAtFile();
    void lookAtKernels();
    void take(const FileFacts& facts);
    void takeTypes(const Result<std::vector<kernel::KernelType>>& types);
    void showReading(const QString& sentence, bool isBusy, bool isProblem = false);

    ModelProbe& m_probe;
    QRadioButton* m_useExample;
    QComboBox* m_example;
    QRadioButton* m_useFile;
    QLineEdit* m_file;
    QPushButton* m_browse;
    QComboBox* m_class;
    QLabel* m_classHint;
    QRadioButton* m_useKernel;
    QComboBox* m_kernel;
    QPushButton* m_addFolder;
    QLabel* m_fileHint;
    QLabel* m_reading;
    QPushButton* m_read;
    QPushButton* m_cancel;
    QTimer m_typing; // a file is looked at when the typing pauses
    QStringList m_kernelRoots;
    QString m_wantedKernel; // chosen before the types were known
    QString m_fileProblem;
    std::vector<kernel::KernelType> m_types;
    Background m_fileLook;
    Background m_kernelLook;
};

} // namespace autokernel::ui

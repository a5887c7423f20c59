// SPDX-License-Identifier: GPL-3.0-or-later
// The part that all export dialogs share: where to, Save, and what went wrong. It stays open, with
// all choices, until the file is written; the writing happens elsewhere. UI thread.
#pragma once

#include "ui/shell/elided_label.h"

#include "base/result.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <functional>

namespace autokernel::ui {

class ExportDialog : public QDialog
{
    Q_OBJECT

public:
    using Done = std::function<void(const Result<void>&)>; // on the UI thread

    QString file() const; // whole, whatever part of it was typed; "": none
    void setFile(const QString& file);
    void accept() override; // writes, and closes when that succeeded

signals:
    void fileChanged(); // by a key, by the file dialog or by setFile()

protected:
    // `filter` as QFileDialog reads it.
    ExportDialog(const QString& title, const QString& file, QWidget* parent);

    QFormLayout& form() { return *m_form; } // rows of the dialog's own, above the file
    void addFileRow(const QString& filter); // after them
    virtual void write(Done done) = 0;

private:
    void browse(const QString& filter);
    void showPlace();
    void finish(const Result<void>& written);
    void say(const QString& sentence, bool isProblem);

    QFormLayout* m_form;
    QLineEdit* m_file; // its name, or a path that someone typed
    QString m_folder; // of a name alone; "": the present one
    ElidedLabel* m_place; // which folder that is
    QLabel* m_said;
    QDialogButtonBox* m_buttons = nullptr;
    QString m_mayReplace; // an existing file that the user agreed to lose
};

} // namespace autokernel::ui

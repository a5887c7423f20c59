// SPDX-License-Identifier: GPL-3.0-or-later
// The part that all export dialogs share: where to, Save, and what went wrong. It stays open, with
// all choices, until the file is written; the writing happens elsewhere. UI thread.
#pragma once

#include "ui/shell/elided_label.h"

#include "base/result.h"

#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <functional>
#include <optional>

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
    // What is written and what its name says agree: a suffix of one of these formats chooses it,
    // and is exchanged when another is chosen; any other suffix is the user's own. One suffix an
    // entry of the box.
    void tieFormat(QComboBox& format, QStringList suffixes);
    std::optional<int> formatOfName() const; // nullopt: it is none of these
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
    QStringList m_suffixes; // of the formats that there are
    QLabel* m_said;
    QDialogButtonBox* m_buttons = nullptr;
    QString m_mayReplace; // an existing file that the user agreed to lose
};

} // namespace autokernel::ui

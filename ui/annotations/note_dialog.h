// SPDX-License-Identifier: GPL-3.0-or-later
// Note and tags of an experiment or of a run. UI thread.
#pragma once

#include "store/annotations.h"

#include <QDialog>
#include <QLineEdit>
#include <QPlainTextEdit>

namespace autokernel::ui {

class NoteDialog final : public QDialog
{
    Q_OBJECT

public:
    // `what`: "Note on #12"; `known`: tags to be offered.
    NoteDialog(const QString& what, const store::Annotation& said, const QStringList& known,
        QWidget* parent = nullptr);

    store::Annotation said() const; // the pin as it was

private:
    store::Annotation m_before;
    QPlainTextEdit* m_note;
    QLineEdit* m_tags;
};

} // namespace autokernel::ui

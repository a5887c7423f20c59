// SPDX-License-Identifier: GPL-3.0-or-later
// One page of the new-run wizard: it shows a part of the draft and writes that part back. What is
// wrong with it is problemOf()'s to say. UI thread.
#pragma once

#include "ui/shell/card.h"
#include "ui/wizard/run_draft.h"

#include <QWidget>

namespace autokernel::ui {

class WizardPage : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    virtual void showDraft(const RunDraft& draft) = 0; // never emits edited()
    virtual void write(RunDraft& draft) const = 0;

signals:
    void edited(); // by the user

protected:
    // For the signals of widgets: what showDraft() sets is no edit.
    void tellEdited()
    {
        if (!m_isShowing)
            emit edited();
    }
    bool m_isShowing = false;
};

} // namespace autokernel::ui

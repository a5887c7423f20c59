// SPDX-License-Identifier: GPL-3.0-or-later
// The search of every list: words, or a regular expression, with a button that clears it (Esc). It
// says what is asked a moment after the last key; an expression that is not valid is shown as such
// and asks for nothing. UI thread.
#pragma once

#include "ui/models/text_match.h"

#include <QLineEdit>
#include <QTimer>
#include <QToolButton>

namespace autokernel::ui {

class SearchBox final : public QWidget
{
    Q_OBJECT

public:
    // `what` it is for, "Search the log"; `hint` stands in it while it is empty, else `what` does.
    explicit SearchBox(const QString& what, const QString& hint = {}, QWidget* parent = nullptr);

    QString text() const { return m_field->text(); } // as it stands there
    bool isExpression() const { return m_expression->isChecked(); }
    void setSearch(const QString& text, bool isExpression);

    QString asked() const; // "": all
    TextMatch match() const { return TextMatch(asked(), isExpression()); }
    void focusField();

signals:
    void changed(); // what is asked

private:
    void check();

    QLineEdit* m_field;
    QToolButton* m_expression;
    QTimer m_debounce;
    QString m_problem; // of the expression; "": none
};

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// The line in which one types what to find, with the count of matches. UI thread.
#pragma once

#include <QFrame>
#include <QLabel>
#include <QLineEdit>

namespace autokernel::ui {

class FindBar final : public QFrame
{
    Q_OBJECT

public:
    explicit FindBar(QWidget* parent = nullptr);

    void open(const QString& text); // "": what was typed last
    QString text() const { return m_text->text(); }
    void showCount(int current, int of); // current from 0

signals:
    void textChanged(const QString& text);
    void stepWanted(int direction); // +1 next, -1 previous
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void leave();

    QLineEdit* m_text;
    QLabel* m_count;
};

} // namespace autokernel::ui

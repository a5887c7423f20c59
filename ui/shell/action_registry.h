// SPDX-License-Identifier: GPL-3.0-or-later
// Every action of the window, once: menus, the command palette and the list of shortcuts read them
// here. UI thread.
#pragma once

#include <QAction>
#include <QWidget>
#include <functional>
#include <vector>

namespace autokernel::ui {

class ActionRegistry final : public QObject
{
    Q_OBJECT

public:
    // Shortcuts act anywhere in the window.
    explicit ActionRegistry(QWidget& window);

    // `id` is stable and unique ("run.new"); `text` may carry a mnemonic. Runs `act` on the UI
    // thread. The action belongs to the window.
    QAction* add(const QString& id, const QString& text, const QKeySequence& shortcut,
        std::function<void()> act);
    QAction* find(const QString& id) const; // nullptr where there is none
    const std::vector<QAction*>& all() const { return m_actions; }

private:
    QWidget* m_window;
    std::vector<QAction*> m_actions; // in the order in which they were added
};

// The text without its mnemonic and its dots: "New run".
QString plainText(const QAction& action);
// Shortcuts that two or more of the actions claim, in their portable spelling.
QStringList sharedShortcuts(const std::vector<QAction*>& actions);

} // namespace autokernel::ui

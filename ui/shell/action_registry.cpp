// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/action_registry.h"

#include <QMap>

namespace autokernel::ui {

ActionRegistry::ActionRegistry(QWidget& window)
    : QObject(&window)
    , m_window(&window)
{
}

QAction* ActionRegistry::add(
    const QString& id, const QString& text, const QKeySequence& shortcut, std::function<void()> act)
{
    Q_ASSERT(!find(id));
    auto* action = new QAction(text, m_window);
    action->setObjectName(id);
    action->setShortcut(shortcut);
    action->setShortcutContext(Qt::WindowShortcut);
    connect(action, &QAction::triggered, m_window, std::move(act));
    m_window->addAction(action); // so that it acts although no menu shows it
    m_actions.push_back(action);
    return action;
}

QAction* ActionRegistry::find(const QString& id) const
{
    for (auto* action : m_actions)
        if (action->objectName() == id)
            return action;
    return nullptr;
}

QString plainText(const QAction& action)
{
    QString text = action.text();
    text.remove(QChar('&'));
    text.remove(QChar(0x2026));
    return text;
}

QStringList sharedShortcuts(const std::vector<QAction*>& actions)
{
    QMap<QString, int> uses;
    for (const auto* action : actions)
        for (const auto& shortcut : action->shortcuts())
            if (!shortcut.isEmpty())
                ++uses[shortcut.toString(QKeySequence::PortableText)];
    QStringList shared;
    for (auto it = uses.cbegin(); it != uses.cend(); ++it)
        if (it.value() > 1)
            shared << it.key();
    return shared;
}

} // namespace autokernel::ui

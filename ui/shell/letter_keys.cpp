// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/letter_keys.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QTextEdit>

namespace autokernel::ui {
namespace {

bool isLetter(const QKeyEvent& event)
{
    const auto others = Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier;
    return event.key() >= Qt::Key_A && event.key() <= Qt::Key_Z && !(event.modifiers() & others);
}

// Those write letters or jump to the entry that begins with one.
bool takesLetters(const QObject* object)
{
    return qobject_cast<const QLineEdit*>(object) || qobject_cast<const QPlainTextEdit*>(object)
        || qobject_cast<const QTextEdit*>(object) || qobject_cast<const QAbstractSpinBox*>(object)
        || qobject_cast<const QComboBox*>(object) || qobject_cast<const QMenu*>(object)
        || qobject_cast<const QAbstractItemView*>(object);
}

} // namespace

LetterKeysOff::LetterKeysOff()
{
    qApp->installEventFilter(this);
}

bool LetterKeysOff::eventFilter(QObject* watched, QEvent* event)
{
    const bool isShortcut = event->type() == QEvent::ShortcutOverride;
    if ((!isShortcut && event->type() != QEvent::KeyPress) || !watched->isWidgetType())
        return false;
    if (!isLetter(*static_cast<QKeyEvent*>(event)))
        return false;
    if (isShortcut) { // accepted: it is no shortcut, but comes as a key
        event->accept();
        return true;
    }
    return !takesLetters(watched);
}

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/letter_keys.h"

#include "ui/charts/chart.h"
#include "ui/pages/diff_page.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QTableView>
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

// A list that has popped up has all keys; without a focus elsewhere the page that is shown has
// them.
bool isForChartTableOrDiff(const QWidget* focus)
{
    if (QApplication::activePopupWidget() != nullptr || qobject_cast<const QComboBox*>(focus))
        return false;
    if (const auto* pages = qobject_cast<const QStackedWidget*>(focus))
        focus = pages->currentWidget();
    for (const auto* widget = focus; widget != nullptr; widget = widget->parentWidget())
        if (qobject_cast<const Chart*>(widget) || qobject_cast<const QTableView*>(widget)
            || qobject_cast<const DiffPage*>(widget))
            return true;
    return false;
}

} // namespace

LetterKeys::LetterKeys(QObject* parent)
    : QObject(parent)
{
    qApp->installEventFilter(this);
}

bool LetterKeys::eventFilter(QObject* watched, QEvent* event)
{
    const bool isShortcut = event->type() == QEvent::ShortcutOverride;
    if ((!isShortcut && event->type() != QEvent::KeyPress) || !watched->isWidgetType())
        return false;
    if (!isLetter(*static_cast<QKeyEvent*>(event)))
        return false;
    if (isShortcut) {
        // It is sent to whoever has the focus, then to what that is in.
        if (m_isOn && isForChartTableOrDiff(QApplication::focusWidget()))
            return false;
        event->accept(); // it is no shortcut, but comes as a key
        return true;
    }
    return !m_isOn && !takesLetters(watched);
}

} // namespace autokernel::ui

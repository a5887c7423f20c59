// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/find_bar.h"

#include "ui/shell/card.h"

#include <QKeyEvent>
#include <QPushButton>

namespace autokernel::ui {

FindBar::FindBar(QWidget* parent)
    : QFrame(parent)
    , m_text(new QLineEdit)
    , m_count(makeLabel({}, Type::Small, true))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 6, 12, 6);
    layout->setSpacing(8);
    m_text->setPlaceholderText(tr("Find in both sources"));
    m_text->setAccessibleName(tr("Text to find"));
    m_text->setClearButtonEnabled(true);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_count);
    const auto button = [&](const QString& sign, const QString& name, auto act) {
        auto* made = new QPushButton(sign);
        made->setToolTip(name);
        made->setAccessibleName(name);
        layout->addWidget(made);
        connect(made, &QPushButton::clicked, this, act);
    };
    button("‹", tr("Previous match (Shift+Return)"), [this] { emit stepWanted(-1); });
    button("›", tr("Next match (Return)"), [this] { emit stepWanted(1); });
    button("×", tr("Close (Esc)"), [this] { leave(); });
    connect(m_text, &QLineEdit::textChanged, this, &FindBar::textChanged);
    hide();
}

void FindBar::open(const QString& text)
{
    show();
    if (!text.isEmpty())
        m_text->setText(text);
    m_text->setFocus();
    m_text->selectAll();
    emit textChanged(m_text->text());
}

void FindBar::showCount(int current, int of)
{
    m_count->setText(m_text->text().isEmpty() ? QString()
            : of == 0                         ? tr("not found")
                                              : tr("%1 of %2").arg(current + 1).arg(of));
}

void FindBar::leave()
{
    hide();
    emit closed();
}

void FindBar::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        return leave();
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        emit stepWanted(event->modifiers().testFlag(Qt::ShiftModifier) ? -1 : 1);
        return;
    }
    QFrame::keyPressEvent(event);
}

} // namespace autokernel::ui

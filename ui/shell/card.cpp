// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/card.h"

#include "ui/shell/elided_label.h"

#include <QPainter>
#include <QStyle>

namespace autokernel::ui {

QLabel* makeLabel(const QString& text, Type type, bool isSoft)
{
    auto* label = new QLabel(text);
    label->setFont(fontOf(type));
    label->setProperty("soft", isSoft);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QFrame* makeRule()
{
    auto* rule = new QFrame;
    rule->setObjectName("rule");
    return rule;
}

void setFlag(QWidget& widget, const char* flag, bool value)
{
    widget.setProperty(flag, value);
    widget.style()->unpolish(&widget);
    widget.style()->polish(&widget);
}

Card::Card(const QString& title, QWidget* parent)
    : QFrame(parent)
    , m_title(makeLabel(title, Type::Title))
    , m_remark(new ElidedLabel(Type::Small, true))
    , m_head(new QHBoxLayout)
    , m_controls(new QHBoxLayout)
    , m_body(new QVBoxLayout)
{
    setObjectName("card");
    m_remark->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // the title comes first
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(1, 0, 1, 1);
    all->setSpacing(0);
    m_head->setContentsMargins(16, 8, 12, 8);
    m_head->setSpacing(10);
    m_head->addWidget(m_title);
    m_head->addWidget(m_remark, 1);
    m_controls->setSpacing(8);
    m_head->addLayout(m_controls);
    all->addLayout(m_head);
    all->addWidget(makeRule());
    m_body->setContentsMargins(16, 12, 16, 12);
    m_body->setSpacing(8);
    all->addLayout(m_body, 1);
}

void Card::setTitle(const QString& title, const QString& remark)
{
    m_title->setText(title);
    m_remark->setText(remark);
    m_remark->setToolTip(remark);
}

void Card::setTitleWidget(QWidget* widget)
{
    m_title->hide();
    m_head->insertWidget(0, widget);
}

QPushButton* makeButton(QAction& action, std::function<void()> act)
{
    auto* button = new QPushButton(action.iconText());
    button->setToolTip(action.toolTip());
    if (!act)
        act = [&action] { action.trigger(); };
    QObject::connect(button, &QPushButton::clicked, &action, std::move(act));
    const auto follow = [button, &action] { button->setEnabled(action.isEnabled()); };
    QObject::connect(&action, &QAction::changed, button, follow);
    follow();
    return button;
}

FigureCard::FigureCard(const QString& caption, QWidget* parent)
    : QFrame(parent)
    , m_caption(makeLabel(caption, Type::Small, true))
    , m_figure(makeLabel({}, Type::Figure))
    , m_evidence(makeLabel({}, Type::Small, true))
{
    setObjectName("card");
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 10, 16, 10);
    layout->setSpacing(2);
    layout->addWidget(m_caption);
    layout->addWidget(m_figure);
    m_evidence->setWordWrap(true);
    layout->addWidget(m_evidence);
    layout->addStretch();
}

void FigureCard::set(const QString& figure, const QString& evidence, Tone tone)
{
    m_figure->setText(figure);
    m_evidence->setText(evidence);
    setFlag(*m_figure, "good", tone == Tone::Good);
    setFlag(*m_figure, "soft", tone == Tone::Doubtful);
}

} // namespace autokernel::ui

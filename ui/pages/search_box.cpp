// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/search_box.h"

#include "ui/shell/card.h"

#include <QHBoxLayout>
#include <QShortcut>
#include <chrono>

namespace autokernel::ui {
namespace {

using namespace std::chrono_literals;
constexpr auto kDebounce = 100ms;
constexpr int kLeastWidth = 200; // pixels, of the field

} // namespace

SearchBox::SearchBox(const QString& what, const QString& hint, QWidget* parent)
    : QWidget(parent)
    , m_field(new QLineEdit)
    , m_expression(new QToolButton)
{
    m_field->setPlaceholderText(hint.isEmpty() ? what : hint);
    m_field->setAccessibleName(what);
    m_field->setClearButtonEnabled(true);
    m_field->setMinimumWidth(kLeastWidth);
    m_expression->setObjectName("expression");
    m_expression->setText(".*");
    m_expression->setCheckable(true);
    m_expression->setFocusPolicy(Qt::TabFocus);
    m_expression->setAccessibleName(tr("Regular expression"));
    m_expression->setToolTip(tr("Search by a regular expression instead of words"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_field, 1);
    layout->addWidget(m_expression);
    setFocusProxy(m_field);
    m_debounce.setSingleShot(true);
    m_debounce.setInterval(kDebounce);
    connect(m_field, &QLineEdit::textChanged, this, [this] {
        check();
        m_debounce.start();
    });
    connect(m_expression, &QToolButton::toggled, this, [this] {
        check();
        m_debounce.start();
    });
    connect(&m_debounce, &QTimer::timeout, this, &SearchBox::changed);
    auto* escape = new QShortcut(Qt::Key_Escape, m_field, nullptr, nullptr, Qt::WidgetShortcut);
    connect(escape, &QShortcut::activated, m_field, &QLineEdit::clear);
}

void SearchBox::setSearch(const QString& text, bool isExpression)
{
    m_field->setText(text);
    m_expression->setChecked(isExpression);
}

QString SearchBox::asked() const
{
    return m_problem.isEmpty() ? m_field->text().trimmed() : QString();
}

void SearchBox::focusField()
{
    m_field->setFocus();
    m_field->selectAll();
}

void SearchBox::check()
{
    const QRegularExpression expression(isExpression() ? text().trimmed() : QString());
    m_problem = expression.isValid()
        ? QString()
        : tr("No regular expression: %1 (at character %2). All rows are shown.")
              .arg(expression.errorString())
              .arg(expression.patternErrorOffset() + 1);
    m_field->setToolTip(m_problem);
    m_field->setAccessibleDescription(m_problem);
    if (const bool isBad = !m_problem.isEmpty(); m_field->property("bad").toBool() != isBad)
        setFlag(*m_field, "bad", isBad);
}

} // namespace autokernel::ui

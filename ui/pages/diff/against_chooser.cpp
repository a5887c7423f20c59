// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diff/against_chooser.h"

#include <QCompleter>
#include <QEvent>
#include <QLineEdit>
#include <QListView>
#include <QSignalBlocker>
#include <QStyle>
#include <QStyleOptionComboBox>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kWidth = 190; // pixels
constexpr int kPopupWidth = 300;
constexpr int kLineMargin = 2; // of a line's text, at either side

} // namespace

AgainstChooser::AgainstChooser(QWidget* parent)
    : QComboBox(parent)
    , m_model(new AgainstModel(this))
{
    auto* list = new QListView;
    list->setUniformItemSizes(true); // a run has thousands
    list->setMinimumWidth(kPopupWidth);
    setView(list);
    setEditable(true);
    setInsertPolicy(NoInsert);
    setModel(m_model);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setSizeAdjustPolicy(AdjustToMinimumContentsLengthWithIcon);
    setAccessibleName(tr("What the candidate is compared with"));
    setToolTip(tr("Compare with …: choose, or type the number of an experiment (Ctrl+D)"));
    setDuplicatesEnabled(true); // else a typed number is looked for among the texts of all rows
    // Experiments are many, and a number is understood without its being completed.
    QStringList relations;
    for (int row = 0; row < AgainstModel::kRelationCount; ++row)
        relations.push_back(itemText(row));
    auto* completer = new QCompleter(relations, this);
    completer->setFilterMode(Qt::MatchContains);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    setCompleter(completer);
    lineEdit()->installEventFilter(this);
    connect(this, &QComboBox::activated, this, &AgainstChooser::take);
    connect(lineEdit(), &QLineEdit::editingFinished, this, [this] {
        const int row = m_model->rowOf(lineEdit()->text());
        if (row >= 0)
            take(row);
        else
            showChoice();
    });
    showChoice();
}

QSize AgainstChooser::sizeHint() const
{
    return {kWidth, QComboBox::sizeHint().height()};
}

// The relations are never cut.
QSize AgainstChooser::minimumSizeHint() const
{
    int wanted = 0;
    for (int row = 0; row < AgainstModel::kRelationCount; ++row)
        wanted = std::max(wanted, fontMetrics().horizontalAdvance(itemText(row)) + 1); // rounded
    QStyleOptionComboBox option;
    initStyleOption(&option);
    const auto line
        = style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, this);
    return {
        wanted + 2 * kLineMargin + width() - line.width(), QComboBox::minimumSizeHint().height()};
}

void AgainstChooser::resizeEvent(QResizeEvent* event)
{
    QComboBox::resizeEvent(event);
    if (!lineEdit()->isModified())
        showChoice();
}

// Whoever goes in types in the whole text.
bool AgainstChooser::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == lineEdit() && event->type() == QEvent::FocusIn)
        showChoice();
    return QComboBox::eventFilter(watched, event);
}

void AgainstChooser::present(const report::ReportData& report, store::TargetId target)
{
    const QSignalBlocker quiet(this);
    const bool isTyping = lineEdit()->hasFocus() && lineEdit()->isModified();
    m_model->present(report, target);
    if (!isTyping)
        showChoice();
}

void AgainstChooser::setChoice(const AgainstChoice& choice)
{
    m_choice = choice;
    showChoice();
}

void AgainstChooser::begin()
{
    setFocus(Qt::ShortcutFocusReason);
    lineEdit()->selectAll();
}

void AgainstChooser::take(int row)
{
    const auto choice = m_model->choiceAt(row);
    const bool isNew = choice != m_choice;
    m_choice = choice;
    showChoice();
    if (isNew)
        emit chosen(choice);
}

void AgainstChooser::showChoice()
{
    const QSignalBlocker quiet(this);
    const int row = m_model->rowOf(m_choice);
    setCurrentIndex(row);
    // One of another kernel is not in the list, and is compared with all the same.
    const auto whole = row >= 0 ? itemText(row) : tr("#%1").arg(m_choice.number);
    const bool isRead = isVisible() && !lineEdit()->hasFocus();
    lineEdit()->setText(isRead ? lineEdit()->fontMetrics().elidedText(
                            whole, Qt::ElideRight, lineEdit()->width() - 2 * kLineMargin)
                               : whole);
    lineEdit()->setCursorPosition(0);
    lineEdit()->setModified(false);
}

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/log_page.h"

#include "ui/shell/card.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QScrollBar>
#include <QShortcut>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kRowHeight = 22;

} // namespace

LogPage::LogPage(const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_model(new LogModel(theme, this))
    , m_level(new QComboBox)
    , m_search(new QLineEdit)
    , m_copy(new QPushButton(tr("Copy")))
    , m_table(new QTableView)
    , m_empty(makeLabel({}, Type::Body, true))
    , m_stack(new QStackedLayout)
{
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(12, 12, 12, 12);
    auto* card = new Card;
    card->setTitle(tr("Log"), tr("of the run that is shown"));
    card->body().setContentsMargins(0, 4, 0, 4);
    m_level->addItem(tr("Everything"), static_cast<int>(store::LogLevel::Debug));
    m_level->addItem(tr("Information and above"), static_cast<int>(store::LogLevel::Info));
    m_level->addItem(tr("Warnings and errors"), static_cast<int>(store::LogLevel::Warning));
    m_level->addItem(tr("Errors"), static_cast<int>(store::LogLevel::Error));
    m_level->setAccessibleName(tr("Least level"));
    m_search->setPlaceholderText(tr("Search the log"));
    m_search->setAccessibleName(tr("Search the log"));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumWidth(260);
    m_copy->setToolTip(tr("The selected lines, or all that are shown (Ctrl+C)"));
    for (QWidget* control : std::initializer_list<QWidget*> {m_level, m_search, m_copy})
        card->controls().addWidget(control);
    m_table->setModel(m_model);
    m_table->setShowGrid(false);
    m_table->setFont(codeFont());
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(kRowHeight);
    m_table->horizontalHeader()->hide();
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setColumnWidth(LogModel::At, 150);
    m_table->setColumnWidth(LogModel::Level, 90);
    m_table->setAccessibleName(tr("Log lines"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    card->body().addLayout(m_stack, 1);
    page->addWidget(card);

    connect(m_level, &QComboBox::currentIndexChanged, this, &LogPage::applyFilter);
    connect(m_search, &QLineEdit::textChanged, this, &LogPage::applyFilter);
    connect(m_copy, &QPushButton::clicked, this, &LogPage::copy);
    auto* copyKey
        = new QShortcut(QKeySequence::Copy, m_table, nullptr, nullptr, Qt::WidgetShortcut);
    connect(copyKey, &QShortcut::activated, this, &LogPage::copy);
    showState();
}

void LogPage::setLevel(int index)
{
    if (index >= 0 && index < m_level->count())
        m_level->setCurrentIndex(index);
}

void LogPage::setTheme(const Theme& theme)
{
    m_model->setTheme(theme);
}

void LogPage::present(const SnapshotPtr& snapshot)
{
    const auto* bar = m_table->verticalScrollBar();
    const bool follows = bar->value() == bar->maximum();
    m_model->setLines(snapshot->report.run.summary.id, snapshot->log);
    showState();
    if (follows)
        m_table->scrollToBottom();
}

void LogPage::applyFilter()
{
    m_model->setFilter(
        static_cast<store::LogLevel>(m_level->currentData().toInt()), m_search->text().trimmed());
    showState();
    m_table->scrollToBottom();
}

void LogPage::showState()
{
    const bool isEmpty = m_model->rowCount() == 0;
    m_empty->setText(m_model->all() == 0
            ? tr("Nothing was logged.")
            : tr("No line of %n fits the filter.", nullptr, static_cast<int>(m_model->all())));
    m_copy->setEnabled(!isEmpty);
    m_stack->setCurrentIndex(isEmpty ? 1 : 0);
}

void LogPage::copy() const
{
    std::vector<int> rows;
    for (const auto& index : m_table->selectionModel()->selectedRows())
        rows.push_back(index.row());
    if (rows.empty())
        for (int row = 0; row < m_model->rowCount(); ++row)
            rows.push_back(row);
    std::sort(rows.begin(), rows.end());
    QStringList lines;
    for (const int row : rows)
        lines.push_back(m_model->lineAt(row));
    QApplication::clipboard()->setText(lines.join('\n'));
}

} // namespace autokernel::ui

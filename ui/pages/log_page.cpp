// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/log_page.h"

#include "ui/shell/card.h"
#include "ui/text.h"
#include "ui/theme/metrics.h"

namespace autokernel::ui {

LogPage::LogPage(const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_model(new LogModel(theme, this))
    , m_level(new QComboBox)
    , m_search(new SearchBox(tr("Search the log")))
    , m_copy(new QPushButton(tr("Copy")))
    , m_folder(new QPushButton(tr("Open folder")))
    , m_table(new LogTable(*m_model))
    , m_empty(makeLabel({}, Type::Body, true))
    , m_stack(new QStackedLayout)
{
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(kPageMargin, kPageMargin, kPageMargin, kPageMargin);
    auto* card = new Card;
    card->setTitle(tr("Log"), tr("of the run that is shown"));
    card->body().setContentsMargins(0, 4, 0, 4);
    m_level->addItem(tr("Everything"), static_cast<int>(store::LogLevel::Debug));
    m_level->addItem(tr("Information and above"), static_cast<int>(store::LogLevel::Info));
    m_level->addItem(tr("Warnings and errors"), static_cast<int>(store::LogLevel::Warning));
    m_level->addItem(tr("Errors"), static_cast<int>(store::LogLevel::Error));
    m_level->setAccessibleName(tr("Least level"));
    m_copy->setToolTip(tr("The selected lines, or all that are shown (Ctrl+C)"));
    m_folder->setToolTip(tr("Where the history is that the lines are stored in"));
    m_folder->setEnabled(false);
    for (QWidget* control : std::initializer_list<QWidget*> {m_level, m_search, m_copy, m_folder})
        card->controls().addWidget(control);
    m_empty->setAlignment(Qt::AlignCenter);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    card->body().addLayout(m_stack, 1);
    page->addWidget(card);

    connect(m_level, &QComboBox::currentIndexChanged, this, &LogPage::applyFilter);
    connect(m_search, &SearchBox::changed, this, &LogPage::applyFilter);
    connect(m_copy, &QPushButton::clicked, m_table, &LogTable::copy);
    connect(m_folder, &QPushButton::clicked, this, [this] {
        emit folderWanted(text(std::filesystem::absolute(m_history).parent_path().string()));
    });
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
    m_model->setKernelNames(kernelNames(snapshot->report));
    m_model->setLines(snapshot->report.run.summary.id, snapshot->log);
    m_history = snapshot->history;
    m_folder->setEnabled(!m_history.empty());
    showState();
}

void LogPage::applyFilter()
{
    m_model->setFilter(
        static_cast<store::LogLevel>(m_level->currentData().toInt()), m_search->match());
    showState();
    m_table->scrollToBottom();
    emit filterChanged();
}

void LogPage::showState()
{
    const bool isEmpty = m_model->rowCount() == 0;
    m_empty->setText(m_model->all() == 0
            ? tr("Nothing was logged.")
            : tr("None of %n line(s) fits the filter.", nullptr, static_cast<int>(m_model->all())));
    m_copy->setEnabled(!isEmpty);
    m_stack->setCurrentIndex(isEmpty ? 1 : 0);
}

} // namespace autokernel::ui

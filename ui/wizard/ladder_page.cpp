// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/ladder_page.h"

#include "ui/shell/table_columns.h"
#include "ui/theme/metrics.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>

namespace autokernel::ui {
namespace {

enum Column
{
    Rung,
    Time,
    OverEager,
    Remark,
    Columns
};

constexpr int kBarSteps = 1000;
constexpr int kRecipeLines = 7;

} // namespace

LadderPage::LadderPage(LadderSession& session, std::filesystem::path history, QWidget* parent)
    : WizardPage(parent)
    , m_session(session)
    , m_history(std::move(history))
    , m_sentence(makeLabel({}))
    , m_bar(new QProgressBar)
    , m_measure(new QPushButton(tr("&Measure")))
    , m_cancel(new QPushButton(tr("Stop measuring")))
    , m_rungs(new QTableWidget)
    , m_recipeCard(new Card)
    , m_recipe(new QPlainTextEdit)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    buildTable(*layout);
    buildRecipe(*layout);
    layout->addStretch(1);
    connect(m_measure, &QPushButton::clicked, this, &LadderPage::measure);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_session.cancel();
        fill({});
        end(tr("Measuring was stopped; the history has a run that says so."), false);
    });
    connect(&m_session, &LadderSession::doing, this, [this](const QString& what, double fraction) {
        m_progress.say(what);
        m_sentence->setText(m_progress.sentence(what) + "…");
        m_bar->setValue(static_cast<int>(fraction * kBarSteps));
        fill(m_progress.rows());
    });
    connect(
        &m_session, &LadderSession::measured, this, [this](const protocol::ModelLadder& ladder) {
            fill(ladderRows(ladder));
            m_recipe->setPlainText(fastestRecipe(ladder));
            m_recipeCard->setVisible(!m_recipe->toPlainText().isEmpty());
            end(tr("Measured side by side, every way in every round; medians with their 95 % "
                   "intervals. Stored in your history."),
                false);
        });
    connect(&m_session, &LadderSession::failed, this,
        [this](const QString& sentence) { end(sentence, true); });
}

void LadderPage::buildTable(QBoxLayout& layout)
{
    auto* card = new Card;
    card->setTitle(tr("Free speed-ups"), tr("before any search; optional, under three minutes"));
    card->controls().addWidget(m_cancel);
    card->controls().addWidget(m_measure);
    m_cancel->hide();
    m_sentence->setWordWrap(true);
    m_sentence->setObjectName("ladder sentence");
    card->body().addWidget(m_sentence);
    m_bar->setRange(0, kBarSteps);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Used part of the ladder's time"));
    m_bar->hide();
    card->body().addWidget(m_bar);
    m_rungs->setColumnCount(Columns);
    m_rungs->setHorizontalHeaderLabels(
        {tr("way to run"), tr("one forward, median"), tr("over eager"), tr("remark")});
    m_rungs->verticalHeader()->hide();
    m_rungs->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_rungs->verticalHeader()->setDefaultSectionSize(kRowHeight);
    m_rungs->setShowGrid(false);
    m_rungs->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_rungs->setSelectionMode(QAbstractItemView::NoSelection);
    m_rungs->setFocusPolicy(Qt::NoFocus);
    m_rungs->setAccessibleName(tr("Free speed-ups"));
    auto* header = m_rungs->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(Remark, QHeaderView::Stretch);
    header->setHighlightSections(false);
    new TableColumns("wizard.rungs", *m_rungs);
    m_rungs->hide();
    card->body().addWidget(m_rungs);
    layout.addWidget(card);
}

void LadderPage::buildRecipe(QBoxLayout& layout)
{
    m_recipeCard->setTitle(tr("The fastest in Python"));
    auto* copy = new QPushButton(tr("&Copy"));
    connect(copy, &QPushButton::clicked, this,
        [this] { QApplication::clipboard()->setText(m_recipe->toPlainText()); });
    m_recipeCard->controls().addWidget(copy);
    m_recipe->setReadOnly(true);
    m_recipe->setFont(codeFont());
    m_recipe->setAccessibleName(tr("Lines of Python"));
    m_recipe->setFixedHeight(m_recipe->fontMetrics().lineSpacing() * (kRecipeLines + 1));
    m_recipeCard->body().addWidget(m_recipe);
    m_recipeCard->hide();
    layout.addWidget(m_recipeCard);
}

void LadderPage::showDraft(const RunDraft& draft)
{
    m_draft = draft;
    const bool isKernel = draft.subject == RunDraft::Subject::Kernel;
    const auto config = modelConfigOf(draft);
    const bool isMeasured = config && m_measuredModel == engine::toJson(*config);
    if (m_session.isBusy() && !isMeasured) {
        m_session.cancel();
        end({}, false);
    }
    m_measure->setEnabled(!isKernel && config && !m_session.isBusy());
    if (isMeasured)
        return; // the table is about this very model
    m_measuredModel = nullptr;
    fill(isKernel || !config ? std::vector<LadderRow>() : expectedRows());
    m_recipeCard->hide();
    setFlag(*m_sentence, "problem", false);
    m_sentence->setText(isKernel
            ? tr("For a single kernel they are measured at the start of its run, in some seconds.")
            : !config ? QString::fromStdString(config.error().message)
                      : tr("Eager, TorchScript frozen and torch.compile in turn: how much speed "
                           "costs nothing but some lines of Python. A run measures them too."));
}

void LadderPage::measure()
{
    const auto config = modelConfigOf(m_draft);
    if (!config)
        return end(QString::fromStdString(config.error().message), true);
    m_progress = {};
    m_measuredModel = engine::toJson(*config);
    m_recipeCard->hide();
    fill({});
    setFlag(*m_sentence, "problem", false);
    m_sentence->setText(tr("Starting the worker…"));
    m_bar->setValue(0);
    m_bar->show();
    m_measure->hide();
    m_cancel->show();
    m_session.measure(*config, m_history);
}

void LadderPage::end(const QString& sentence, bool isProblem)
{
    m_sentence->setText(sentence);
    setFlag(*m_sentence, "problem", isProblem);
    m_bar->hide();
    m_cancel->hide();
    m_measure->setText(tr("&Measure again"));
    m_measure->show();
    m_measure->setEnabled(true);
}

void LadderPage::fill(const std::vector<LadderRow>& rows)
{
    m_rungs->setVisible(!rows.empty());
    m_rungs->setRowCount(static_cast<int>(rows.size()));
    for (int i = 0; i < m_rungs->rowCount(); ++i) {
        const auto& row = rows[static_cast<std::size_t>(i)];
        const std::array texts {row.name, row.time, row.overEager, row.remark};
        for (int column = 0; column < Columns; ++column) {
            auto* item = new QTableWidgetItem(texts[static_cast<std::size_t>(column)]);
            item->setToolTip(item->text());
            auto font = fontOf(Type::Body);
            font.setWeight(row.isFastest ? QFont::DemiBold : QFont::Normal);
            item->setFont(font);
            if (row.isExpected)
                item->setForeground(m_rungs->palette().color(QPalette::PlaceholderText));
            m_rungs->setItem(i, column, item);
        }
    }
    m_rungs->setFixedHeight(
        m_rungs->horizontalHeader()->sizeHint().height() + m_rungs->rowCount() * kRowHeight);
}

} // namespace autokernel::ui

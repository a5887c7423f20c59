// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/welcome_page.h"

#include "ui/theme/metrics.h"
#include "ui/theme/verdict_style.h"

#include <QApplication>
#include <QClipboard>
#include <QScrollArea>

namespace autokernel::ui {
namespace {

constexpr int kMark = 14; // pixels
constexpr int kWayWidth = 250;

enum Column
{
    Mark,
    Title,
    Found,
    Word
};

// Shapes that mean the same elsewhere in the window: disc, diamond, cross, hollow disc.
VerdictClass markOf(CheckState state)
{
    switch (state) {
    case CheckState::Good:
        return VerdictClass::Kept;
    case CheckState::Limited:
        return VerdictClass::Inconclusive;
    case CheckState::Missing:
        return VerdictClass::Incorrect;
    case CheckState::Waiting:
        return VerdictClass::Reverted;
    }
    return VerdictClass::Reverted;
}

QLabel* wrapped(const QString& content, Type type, bool isSoft)
{
    auto* label = makeLabel(content, type, isSoft);
    label->setWordWrap(true);
    return label;
}

QPushButton* way(const QString& title, const char* name)
{
    auto* button = new QPushButton(title);
    button->setObjectName(name);
    button->setMinimumWidth(kWayWidth);
    return button;
}

QWidget* commandOf(const CheckRow& row)
{
    auto* widget = new QWidget;
    auto* layout = new QHBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto* command = makeLabel(row.command);
    command->setFont(codeFont());
    layout->addWidget(command);
    auto* copy = new QPushButton(QObject::tr("Copy"));
    copy->setAccessibleName(QObject::tr("Copy the command %1").arg(row.command));
    QObject::connect(copy, &QPushButton::clicked, copy,
        [text = row.command] { QApplication::clipboard()->setText(text); });
    layout->addWidget(copy);
    layout->addStretch(1);
    return widget;
}

} // namespace

WelcomePage::WelcomePage(const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_theme(&theme)
    , m_demo(way(tr("Run the &demo"), "demo"))
    , m_new(way(tr("New run…"), "new"))
    , m_example(way(tr("Look at the e&xample"), "example"))
    , m_again(new QPushButton(tr("Look again")))
    , m_check(new Card)
    , m_rows(new QGridLayout)
    , m_doing(makeLabel({}, Type::Small, true))
{
    auto* content = new QWidget;
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(kPageMargin, kPageMargin, kPageMargin, kPageMargin);
    layout->setSpacing(kPageMargin);
    buildWays(*layout);

    m_check->controls().addWidget(m_doing);
    m_check->controls().addWidget(m_again);
    m_rows->setColumnStretch(Found, 1);
    m_rows->setHorizontalSpacing(12);
    m_rows->setVerticalSpacing(10);
    m_check->body().addLayout(m_rows);
    m_check->body().addStretch();
    layout->addWidget(m_check, 1);

    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setWidget(content);
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->addWidget(scroll);
    connect(m_demo, &QPushButton::clicked, this, &WelcomePage::demoWanted);
    connect(m_new, &QPushButton::clicked, this, &WelcomePage::newRunWanted);
    connect(m_example, &QPushButton::clicked, this, &WelcomePage::exampleWanted);
    connect(m_again, &QPushButton::clicked, this, &WelcomePage::checkWanted);
    rebuild();
}

void WelcomePage::buildWays(QBoxLayout& layout)
{
    auto* card = new Card;
    card->setTitle(tr("Give it a model in the evening"),
        tr("in the morning it runs faster, and you can see why to believe it"));
    m_new->setProperty("primary", true);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(8);
    const std::pair<QPushButton*, QString> ways[] {
        {m_new,
            tr("Your model from a TorchScript or Python file, or one of the examples. Files may "
               "also be dropped anywhere on this window.")},
        {m_demo,
            tr("A real run of about three minutes: one kernel, layer normalisation as GPT-2 has "
               "it, "
               "searched, checked and timed on this machine, stored in your history.")},
        {m_example,
            tr("A recorded run with its samples, to see every page with content. It is opened "
               "read-only; nothing of yours changes.")},
    };
    int row = 0;
    for (const auto& [button, description] : ways) {
        grid->addWidget(button, row, 0);
        grid->addWidget(wrapped(description, Type::Body, true), row++, 1);
    }
    grid->setColumnStretch(1, 1);
    card->body().addLayout(grid);
    layout.addWidget(card);
}

void WelcomePage::present(const SnapshotPtr&) { }

void WelcomePage::setTheme(const Theme& theme)
{
    m_theme = &theme;
    rebuild();
}

void WelcomePage::showCheck(const SystemFacts& facts)
{
    m_facts = facts;
    rebuild();
}

void WelcomePage::showDoing(const QString& what)
{
    m_doing->setText(what);
    m_again->setEnabled(what.isEmpty());
}

void WelcomePage::setRunning(bool isRunning)
{
    for (auto* button : {m_demo, m_new})
        button->setEnabled(!isRunning);
}

void WelcomePage::rebuild()
{
    while (auto* item = m_rows->takeAt(0)) {
        if (auto* widget = item->widget())
            widget->deleteLater();
        delete item;
    }
    const auto rows = checkRows(m_facts);
    m_check->setTitle(tr("System check"), overall(rows).title);
    int index = 0;
    for (const auto& row : rows)
        showRow(index++, row);
}

void WelcomePage::showRow(int index, const CheckRow& row)
{
    auto* mark = new QLabel;
    mark->setPixmap(markIcon(markOf(row.state), *m_theme).pixmap(kMark, kMark));
    m_rows->addWidget(mark, index, Mark, Qt::AlignTop);
    auto* title = makeLabel(row.title);
    auto bold = title->font();
    bold.setWeight(QFont::DemiBold);
    title->setFont(bold);
    m_rows->addWidget(title, index, Title, Qt::AlignTop);
    auto* texts = new QWidget;
    auto* column = new QVBoxLayout(texts);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    column->addWidget(wrapped(row.found, Type::Body, false));
    if (!row.details.isEmpty())
        column->addWidget(wrapped(row.details, Type::Small, true));
    if (!row.remedy.isEmpty())
        column->addWidget(wrapped(row.remedy, Type::Small, false));
    if (!row.command.isEmpty())
        column->addWidget(commandOf(row));
    m_rows->addWidget(texts, index, Found, Qt::AlignTop);
    auto* word = makeLabel(wordOf(row.state), Type::Small, row.state != CheckState::Good);
    setFlag(*word, "bad", row.state == CheckState::Missing);
    word->setObjectName("state");
    setFlag(*word, "good", row.state == CheckState::Good);
    m_rows->addWidget(word, index, Word, Qt::AlignTop | Qt::AlignRight);
}

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/settings_dialog.h"

#include "ui/shell/card.h"
#include "ui/text.h"

#include "engine/run_config.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QScrollArea>

namespace autokernel::ui {
namespace {

constexpr int kControlWidth = 180;

Result<void> checkBudget(const QString& typed)
{
    const auto budget = typed.trimmed().toStdString();
    if (budget.find(':') == std::string::npos) {
        AK_TRY(engine::parseDuration(budget));
    } else {
        AK_TRY(engine::secondsUntil(budget, std::chrono::seconds(0)));
    }
    return {};
}

} // namespace

SettingsDialog::SettingsDialog(const Settings& settings, QWidget* parent)
    : QDialog(parent)
    , m_search(new QLineEdit)
    , m_rowsLayout(new QVBoxLayout)
    , m_nothing(makeLabel(tr("No setting has these words."), Type::Body, true))
    , m_theme(new QComboBox)
    , m_budget(new QLineEdit)
    , m_asks(new QCheckBox)
    , m_notifies(new QCheckBox)
    , m_letters(new QCheckBox)
    , m_history(new QLineEdit)
    , m_problem(makeLabel({}, Type::Small))
{
    setWindowTitle(tr("Settings"));
    for (auto* box : {m_asks, m_notifies, m_letters})
        box->setProperty("bare", true); // its words stand at the left
    resize(640, 460);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    m_search->setPlaceholderText(tr("Search the settings"));
    m_search->setAccessibleName(tr("Search the settings"));
    m_search->setClearButtonEnabled(true);
    layout->addWidget(m_search);

    m_theme->addItem(tr("As the system"), static_cast<int>(ThemeChoice::System));
    m_theme->addItem(tr("Light"), static_cast<int>(ThemeChoice::Light));
    m_theme->addItem(tr("Dark"), static_cast<int>(ThemeChoice::Dark));
    auto* history = new QWidget;
    auto* historyLayout = new QHBoxLayout(history);
    historyLayout->setContentsMargins(0, 0, 0, 0);
    historyLayout->setSpacing(8);
    auto* browse = new QPushButton(tr("Browse…"));
    historyLayout->addWidget(m_history);
    historyLayout->addWidget(browse);
    m_history->setPlaceholderText(tr("the last one"));
    m_history->setMinimumWidth(kControlWidth);
    for (QWidget* control : std::initializer_list<QWidget*> {m_theme, m_budget})
        control->setFixedWidth(kControlWidth);
    addRow(tr("Colours"), tr("Light, dark, or what the system says."), m_theme);
    addRow(tr("Time for a new run"),
        tr("How long a new run may take if nothing else is typed: 8h, 15m, or until 07:00."),
        m_budget);
    addRow(tr("Ask before closing"),
        tr("While a run goes on: closing stops it. It can be continued later."), m_asks);
    addRow(tr("Notifications"), tr("Tell when a run has ended."), m_notifies);
    addRow(tr("Single-letter keys"),
        tr("P pins, N writes a note, B sets the baseline, F follows, L changes the axis. They act "
           "while no text field has the focus."),
        m_letters);
    addRow(tr("History"), tr("The file that is opened when the program starts."), history);
    m_history->setAccessibleName(tr("History"));

    auto* rows = new QWidget;
    m_rowsLayout->setContentsMargins(0, 0, 0, 0);
    m_rowsLayout->addWidget(m_nothing);
    m_rowsLayout->addStretch();
    rows->setLayout(m_rowsLayout);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setWidget(rows);
    rows->setAutoFillBackground(false); // the card's
    scroll->viewport()->setAutoFillBackground(false);
    auto* card = new QFrame;
    card->setObjectName("card");
    auto* inside = new QVBoxLayout(card);
    inside->setContentsMargins(16, 8, 16, 8);
    inside->addWidget(scroll);
    layout->addWidget(card, 1);
    m_problem->setWordWrap(true);
    layout->addWidget(m_problem);
    auto* buttons = new QDialogButtonBox(
        QDialogButtonBox::Save | QDialogButtonBox::Cancel | QDialogButtonBox::RestoreDefaults);
    m_save = buttons->button(QDialogButtonBox::Save);
    m_save->setProperty("primary", true);
    auto* restore = buttons->button(QDialogButtonBox::RestoreDefaults);
    restore->setText(tr("Restore &defaults"));
    layout->addWidget(buttons);

    connect(m_search, &QLineEdit::textChanged, this, &SettingsDialog::search);
    connect(m_budget, &QLineEdit::textChanged, this, &SettingsDialog::check);
    connect(browse, &QPushButton::clicked, this, &SettingsDialog::browse);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(restore, &QPushButton::clicked, this, [this] { show(Settings()); });
    show(settings);
    search({});
    m_search->setFocus();
}

void SettingsDialog::addRow(const QString& name, const QString& description, QWidget* control)
{
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 4, 0, 4);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(1);
    auto* label = makeLabel(name);
    label->setBuddy(control);
    texts->addWidget(label);
    auto* more = makeLabel(description, Type::Small, true);
    more->setWordWrap(true);
    texts->addWidget(more);
    layout->addLayout(texts, 1);
    layout->addWidget(control);
    control->setAccessibleName(name);
    control->setAccessibleDescription(description);
    m_rowsLayout->addWidget(row);
    m_rows.push_back({row, name + ' ' + description});
}

void SettingsDialog::show(const Settings& settings)
{
    m_theme->setCurrentIndex(m_theme->findData(static_cast<int>(settings.theme)));
    m_budget->setText(settings.budget);
    m_asks->setChecked(settings.asksBeforeClosing);
    m_notifies->setChecked(settings.notifies);
    m_letters->setChecked(settings.hasLetterKeys);
    m_history->setText(settings.history);
    check();
}

Settings SettingsDialog::settings() const
{
    return {static_cast<ThemeChoice>(m_theme->currentData().toInt()), m_budget->text().trimmed(),
        m_asks->isChecked(), m_notifies->isChecked(), m_letters->isChecked(),
        m_history->text().trimmed()};
}

int SettingsDialog::shownRows() const
{
    int shown = 0;
    for (const auto& row : m_rows)
        shown += row.widget->isVisibleTo(this) ? 1 : 0;
    return shown;
}

// Every typed word must be there.
void SettingsDialog::search(const QString& typed)
{
    const auto words = typed.split(' ', Qt::SkipEmptyParts);
    for (const auto& row : m_rows) {
        bool fits = true;
        for (const auto& word : words)
            fits = fits && row.words.contains(word, Qt::CaseInsensitive);
        row.widget->setVisible(fits);
    }
    m_nothing->setVisible(shownRows() == 0);
}

void SettingsDialog::check()
{
    const auto budget = checkBudget(m_budget->text());
    m_problem->setText(budget ? QString() : text(budget.error().message));
    m_problem->setVisible(!budget);
    if (m_save)
        m_save->setEnabled(budget.has_value());
}

void SettingsDialog::browse()
{
    const QString file = QFileDialog::getOpenFileName(
        this, tr("History"), m_history->text(), tr("Histories (*.db);;All files (*)"));
    if (!file.isEmpty())
        m_history->setText(file);
}

} // namespace autokernel::ui

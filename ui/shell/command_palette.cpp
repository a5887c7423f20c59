// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/command_palette.h"

#include "ui/shell/command_match.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr std::size_t kRows = 50; // more than anyone reads; a run may have thousands of kernels
constexpr int kWidth = 600;
constexpr int kShownRows = 15; // whole ones
constexpr int kDetail = Qt::UserRole;
constexpr int kSide = 10; // pixels beside the texts
constexpr int kGap = 16; // between them
constexpr int kHeight = 28;

// What it does at the left, its keys in a column at the right.
class CommandRow final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        return {QStyledItemDelegate::sizeHint(option, index).width(), kHeight};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
        const QModelIndex& index) const override
    {
        QStyleOptionViewItem row(option);
        initStyleOption(&row, index);
        row.text.clear();
        option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &row, painter, option.widget);
        const auto detail = index.data(kDetail).toString();
        const auto& palette = option.palette;
        const QRect area = option.rect.adjusted(kSide, 0, -kSide, 0);
        const int taken = option.fontMetrics.horizontalAdvance(detail) + kGap;
        painter->setPen(palette.color(QPalette::PlaceholderText));
        painter->drawText(area, Qt::AlignRight | Qt::AlignVCenter, detail);
        painter->setPen(palette.color(QPalette::Text));
        painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter,
            option.fontMetrics.elidedText(
                index.data().toString(), Qt::ElideMiddle, area.width() - taken));
    }
};

// "#12" and "12" alike.
std::int64_t experimentOf(QString typed)
{
    if (typed.startsWith('#'))
        typed.remove(0, 1);
    bool isNumber = false;
    const auto number = typed.toLongLong(&isNumber);
    return isNumber ? number : 0;
}

} // namespace

CommandPalette::CommandPalette(std::vector<Command> commands, std::int64_t experiments,
    std::function<void(std::int64_t)> openExperiment, QWidget* parent)
    : QDialog(parent)
    , m_commands(std::move(commands))
    , m_experiments(experiments)
    , m_openExperiment(std::move(openExperiment))
    , m_typed(new QLineEdit)
    , m_list(new QListWidget)
{
    setObjectName("commandPalette");
    setWindowTitle(tr("Commands"));
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(8);
    layout->addWidget(m_typed);
    auto* card = new QFrame;
    card->setObjectName("card");
    auto* inside = new QVBoxLayout(card);
    inside->setContentsMargins(4, 4, 4, 4);
    inside->addWidget(m_list);
    layout->addWidget(card);
    m_list->setFixedHeight(kShownRows * kHeight);
    resize(kWidth, sizeHint().height());
    m_typed->setPlaceholderText(tr("A command, a kernel, or the number of an experiment"));
    m_typed->setAccessibleName(tr("Search commands"));
    m_list->setAccessibleName(tr("Matching commands"));
    m_list->setItemDelegate(new CommandRow(this));
    m_list->setFocusPolicy(Qt::NoFocus); // the keys that move in it come through the line
    m_typed->installEventFilter(this);
    connect(m_typed, &QLineEdit::textChanged, this, &CommandPalette::showMatches);
    connect(m_typed, &QLineEdit::returnPressed, this, &CommandPalette::act);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::act);
    showMatches({});
}

QString CommandPalette::chosenText() const
{
    const int row = m_list->currentRow();
    return row < 0 ? QString() : m_shown[static_cast<std::size_t>(row)].text;
}

void CommandPalette::showMatches(const QString& typed)
{
    struct Match
    {
        int score;
        const Command* command;
    };
    std::vector<Match> matches;
    for (const auto& command : m_commands)
        if (const auto score = commandMatch(typed, command.text))
            matches.push_back({*score, &command});
    std::stable_sort(matches.begin(), matches.end(),
        [](const Match& a, const Match& b) { return a.score > b.score; });
    m_shown.clear();
    const auto number = experimentOf(typed.trimmed());
    if (number > 0 && number <= m_experiments)
        m_shown.push_back({tr("Experiment #%1").arg(number), tr("opens its diff"),
            [open = m_openExperiment, number] { open(number); }});
    for (const auto& match : matches)
        if (m_shown.size() < kRows)
            m_shown.push_back(*match.command);
    m_list->clear();
    for (const auto& command : m_shown) {
        auto* row = new QListWidgetItem(command.text, m_list);
        row->setData(kDetail, command.detail);
        row->setData(Qt::AccessibleTextRole,
            command.detail.isEmpty() ? command.text : command.text + ", " + command.detail);
    }
    m_list->setCurrentRow(m_shown.empty() ? -1 : 0);
}

void CommandPalette::act()
{
    const int row = m_list->currentRow();
    if (row < 0)
        return;
    // Closed first: what is done may open a dialog of its own.
    const auto command = m_shown[static_cast<std::size_t>(row)];
    accept();
    command.act();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_typed || event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    const int rows = m_list->count();
    if (rows == 0 || (key != Qt::Key_Up && key != Qt::Key_Down))
        return QDialog::eventFilter(watched, event);
    const int step = key == Qt::Key_Down ? 1 : rows - 1;
    m_list->setCurrentRow((m_list->currentRow() + step) % rows);
    return true;
}

} // namespace autokernel::ui

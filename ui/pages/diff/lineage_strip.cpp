// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diff/lineage_strip.h"

#include "ui/figures.h"
#include "ui/shell/card.h"
#include "ui/theme/style.h"
#include "ui/theme/verdict_style.h"

#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <algorithm>
#include <chrono>

namespace autokernel::ui {
namespace {

using namespace std::chrono_literals;
constexpr auto kPlayInterval = 1800ms; // long enough to see what changed
constexpr int kChipHeight = 30; // pixels
constexpr int kInset = 11;
constexpr int kMark = 8;
constexpr int kGap = 7;

QFont nameFont()
{
    QFont font = fontOf(Type::Body);
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

LineageChip::LineageChip(const LineageStep& step, bool isFirst, const Theme& theme)
    : m_step(step)
    , m_theme(&theme)
    , m_name(isFirst || step.experiment.mutator == "seed" // a kernel type may bring several
              ? tr("starter #%1").arg(step.experiment.number)
              : QString("#%1").arg(step.experiment.number))
{
    const auto& row = step.experiment;
    if (row.overEager)
        m_ratio = speedup(row.overEager->value);
    const auto verdict = labelOf(classOf(row.verdict.kind, false, !step.demotedBecause.empty()));
    setAccessibleName(tr("%1, %2").arg(m_name, verdict.toLower())
        + (m_ratio.isEmpty() ? QString() : tr(", %1 over eager").arg(m_ratio)));
    QStringList tip {tr("%1 · %2").arg(ui::text(row.targetKey), verdict)};
    if (row.overEager)
        tip.push_back(tr("%1 over eager").arg(speedupInterval(*row.overEager)));
    if (!step.demotedBecause.empty())
        tip.push_back(tr("Demoted: %1").arg(ui::text(step.demotedBecause)));
    tip.push_back(ui::text(row.idea));
    setToolTip(tip.join('\n'));
    setCheckable(true);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
}

void LineageChip::setTheme(const Theme& theme)
{
    m_theme = &theme;
    update();
}

void LineageChip::setRole(bool isShown, bool isOther)
{
    setChecked(isShown);
    m_isOther = isOther;
    update();
}

QSize LineageChip::sizeHint() const
{
    int width = 2 * kInset + kMark + kGap + QFontMetrics(nameFont()).horizontalAdvance(m_name);
    if (!m_ratio.isEmpty())
        width += kGap + QFontMetrics(nameFont()).horizontalAdvance(m_ratio);
    return {width, kChipHeight};
}

void LineageChip::paintEvent(QPaintEvent*)
{
    const Theme& theme = *m_theme;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool isMarked = isChecked() || hasFocus();
    painter.setPen(QPen(theme[isMarked                      ? Paint::Accent
                                : m_isOther || underMouse() ? Paint::Soft
                                                            : Paint::Line],
        hasFocus() ? 2 : 1));
    painter.setBrush(theme[isChecked() ? Paint::AccentSoft : Paint::Card]);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
    const auto verdict = classOf(m_step.experiment.verdict.kind);
    // A demoted keep is a keep no longer.
    const auto shown = m_step.demotedBecause.empty() ? verdict : VerdictClass::Reverted;
    paintMark(painter, shown, QPointF(kInset + kMark / 2.0, height() / 2.0), kMark,
        theme[paintOf(shown)]);
    QFont font = nameFont();
    font.setStrikeOut(!m_step.demotedBecause.empty());
    painter.setFont(font);
    QRect place = rect().adjusted(kInset + kMark + kGap, 0, -kInset, 0);
    painter.setPen(theme[Paint::Text]);
    painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, m_name);
    painter.setPen(theme[shown == VerdictClass::Kept ? Paint::Kept : Paint::Soft]);
    painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter, m_ratio);
}

void LineageChip::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) {
        emit stepWanted(event->key() == Qt::Key_Right ? 1 : -1);
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

LineageStrip::LineageStrip(const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_theme(&theme)
    , m_row(nullptr)
    , m_area(new QScrollArea)
    , m_play(new QPushButton)
{
    setObjectName("card");
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 9, 12, 9);
    layout->setSpacing(16);
    layout->addWidget(makeLabel(tr("Lineage"), Type::Body, true));
    auto* chips = new QWidget;
    m_row = new QHBoxLayout(chips);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(8);
    m_area->setWidget(chips);
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(NoFrame);
    m_area->setFixedHeight(kChipHeight + 2);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // it follows the shown chip
    m_area->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setFocusPolicy(Qt::NoFocus);
    chips->setAutoFillBackground(false);
    m_area->viewport()->setAutoFillBackground(false);
    layout->addWidget(m_area, 1);
    layout->addWidget(m_play);
    m_player.setInterval(kPlayInterval);
    connect(m_play, &QPushButton::clicked, this, [this] { play(!isPlaying()); });
    connect(&m_player, &QTimer::timeout, this, [this] {
        if (position() + 1 >= std::ssize(m_chips))
            return play(false);
        step(1);
    });
    clear(tr("no candidate is chosen"));
}

void LineageStrip::setTheme(const Theme& theme)
{
    m_theme = &theme;
    for (auto* chip : m_chips)
        chip->setTheme(theme);
}

void LineageStrip::clear(const QString& why)
{
    m_chips.clear();
    while (auto* item = m_row->takeAt(0)) {
        if (auto* widget = item->widget()) {
            widget->hide();
            widget->deleteLater(); // a chip may be in the middle of its own click
        }
        delete item;
    }
    if (!why.isEmpty()) {
        m_row->addWidget(makeLabel(why, Type::Body, true));
        m_row->addStretch();
        play(false);
    }
    m_play->setEnabled(false);
}

void LineageStrip::present(const ExperimentView& view)
{
    const bool hadFocus = std::any_of(
        m_chips.begin(), m_chips.end(), [](const auto* chip) { return chip->hasFocus(); });
    clear({});
    m_shown = view.details.row.number;
    for (const auto& step : view.lineage)
        add(step, &step == &view.lineage.front());
    if (position() < 0) {
        bool descends = view.descendsFromLast;
        for (const auto& ancestor : view.ancestors) {
            add({ancestor, false, {}, descends}, false);
            descends = true;
        }
        add({view.details.row, false, {}, descends}, false);
    }
    m_row->addStretch();
    const auto other = view.other && view.other->experiment ? view.other->experiment->number : 0;
    for (auto* chip : m_chips)
        chip->setRole(chip->number() == m_shown, chip->number() == other);
    auto* shown = m_chips[static_cast<std::size_t>(position())];
    if (hadFocus)
        shown->setFocus();
    m_play->setEnabled(view.lineage.size() > 1);
    play(isPlaying() && m_play->isEnabled());
    m_row->parentWidget()->adjustSize();
    QTimer::singleShot(0, shown, [this, shown] { m_area->ensureWidgetVisible(shown, 60, 0); });
}

void LineageStrip::add(const LineageStep& step, bool isFirst)
{
    if (!m_chips.empty()) {
        auto* link = makeLabel(step.descendsFromBefore ? "→" : "·", Type::Body, true);
        link->setToolTip(step.descendsFromBefore ? tr("made from the one before it")
                                                 : tr("not made from the one before it"));
        m_row->addWidget(link);
    }
    auto* chip = new LineageChip(step, isFirst, *m_theme);
    m_chips.push_back(chip);
    m_row->addWidget(chip);
    connect(chip, &QAbstractButton::clicked, this, [this, chip] {
        chip->setChecked(chip->number() == m_shown); // it is shown when its diff is there
        play(false);
        emit picked(chip->number(), false);
    });
    connect(chip, &LineageChip::stepWanted, this, &LineageStrip::step);
}

int LineageStrip::position() const
{
    const auto found = std::find_if(m_chips.begin(), m_chips.end(),
        [this](const auto* chip) { return chip->number() == m_shown; });
    return found == m_chips.end() ? -1 : static_cast<int>(found - m_chips.begin());
}

void LineageStrip::step(int direction)
{
    const int wanted = position() + direction;
    if (wanted < 0 || wanted >= std::ssize(m_chips))
        return;
    m_shown = m_chips[static_cast<std::size_t>(wanted)]->number();
    emit picked(m_shown, true);
}

void LineageStrip::play(bool plays)
{
    if (plays && !isPlaying()) {
        m_player.start();
        if (position() + 1 >= std::ssize(m_chips) && !m_chips.empty()) {
            m_shown = m_chips.front()->number(); // from the starter again
            emit picked(m_shown, true);
        } else {
            step(1);
        }
    } else if (!plays) {
        m_player.stop();
    }
    m_play->setText(isPlaying() ? tr("Stop") : tr("Play"));
    m_play->setToolTip(tr("Show each keep against the one before it, one after the other"));
}

} // namespace autokernel::ui

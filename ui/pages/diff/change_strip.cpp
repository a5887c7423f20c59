// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diff/change_strip.h"

#include "ui/pages/diff/diff_texts.h"
#include "ui/pages/diff/flow_layout.h"
#include "ui/shell/card.h"
#include "ui/text.h"

#include <QVBoxLayout>

namespace autokernel::ui {
namespace {

QString countsOf(const DiffDocument& document)
{
    QStringList words;
    if (document.changedLines > 0)
        words.push_back(ChangeStrip::tr("%n line(s) changed", nullptr, document.changedLines));
    if (document.addedLines > 0)
        words.push_back(ChangeStrip::tr("%n added", nullptr, document.addedLines));
    if (document.removedLines > 0)
        words.push_back(ChangeStrip::tr("%n removed", nullptr, document.removedLines));
    return words.join(", ");
}

} // namespace

ChangeStrip::ChangeStrip(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(&theme)
    , m_chips(new FlowLayout(6))
    , m_idea(makeLabel({}, Type::Small, true))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 8, 16, 8);
    layout->setSpacing(6);
    layout->addLayout(m_chips);
    m_idea->setWordWrap(true);
    layout->addWidget(m_idea);
}

void ChangeStrip::present(const ExperimentView& view, const DiffDocument* document)
{
    clear();
    const auto& after = view.candidate.candidate.candidate.tunables;
    const auto& before = view.other ? view.other->candidate.candidate.tunables : after;
    const auto changes = tunableChanges(before, after);
    if (!changes.empty())
        addText(tr("Tunables"));
    for (const auto& change : changes)
        addChip(change);
    QStringList words;
    if (document && view.other)
        words.push_back(countsOf(*document));
    words.removeAll(QString());
    // A kernel type may bring several sources: its lineage begins with one of them alone.
    const bool isAnother = view.details.row.mutator == "seed" && !view.lineage.empty()
        && view.lineage.front().experiment.number != view.details.row.number;
    words.push_back(isAnother ? tr("a second starter") : describeMutator(view.details.row.mutator));
    addText(words.join(" · "));
    // Against its parent the chips say what the idea changes.
    const auto& idea = view.details.row.idea;
    const bool isSaid = view.request.against == Against::Parent && !changes.empty();
    m_idea->setText((isSaid ? withoutChanges(idea) : text(idea)).replace("->", "→"));
    m_idea->setHidden(m_idea->text().isEmpty());
}

void ChangeStrip::clear()
{
    while (auto* item = m_chips->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

void ChangeStrip::addText(const QString& words)
{
    m_chips->addWidget(makeLabel(words, Type::Small, true));
}

void ChangeStrip::addChip(const TunableChange& change)
{
    const auto colored = [&](const std::optional<std::int64_t>& value, Paint paint,
                             const char* tag) {
        return value
            ? QString("<%1 style='color:%2'>%3</%1>").arg(tag, (*m_theme)[paint].name()).arg(*value)
            : QString();
    };
    auto* chip = makeLabel(
        QString("%1&nbsp; %2 %3")
            .arg(text(change.name).toHtmlEscaped(), colored(change.before, Paint::Incorrect, "s"),
                colored(change.after, Paint::Kept, "b")),
        Type::Small);
    chip->setObjectName("chip");
    chip->setTextFormat(Qt::RichText);
    chip->setAccessibleName(tr("%1: %2 → %3")
                                .arg(text(change.name))
                                .arg(change.before ? QString::number(*change.before) : tr("none"),
                                    change.after ? QString::number(*change.after) : tr("none")));
    chip->setToolTip(chip->accessibleName());
    m_chips->addWidget(chip);
}

} // namespace autokernel::ui

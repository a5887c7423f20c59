// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotations/marks_card.h"

#include "ui/text.h"

namespace autokernel::ui {

MarksCard::MarksCard(QWidget* parent)
    : Card(tr("Yours"), parent)
    , m_pin(new QPushButton)
    , m_baseline(new QPushButton(tr("Baseline")))
    , m_edit(new QPushButton(tr("Note…")))
    , m_note(makeLabel({}))
    , m_tags(makeLabel({}, Type::Small, true))
{
    m_pin->setObjectName("pin");
    m_pin->setAccessibleName(tr("Pinned"));
    m_pin->setToolTip(tr("Pin or unpin it (P)"));
    m_baseline->setToolTip(tr("Compare the others of its kernel with it (B)"));
    m_edit->setToolTip(tr("Note and tags (N)"));
    for (auto* button : {m_pin, m_baseline})
        button->setCheckable(true);
    for (auto* button : {m_pin, m_baseline, m_edit})
        controls().addWidget(button);
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::PlainText);
    m_tags->setWordWrap(true);
    m_tags->setTextFormat(Qt::PlainText);
    body().addWidget(m_note);
    body().addWidget(m_tags);
    connect(m_pin, &QPushButton::clicked, this, &MarksCard::pinWanted);
    connect(m_baseline, &QPushButton::clicked, this, &MarksCard::baselineWanted);
    connect(m_edit, &QPushButton::clicked, this, &MarksCard::noteWanted);
}

void MarksCard::present(const Annotator& annotator)
{
    const auto& row = annotator.selected();
    const auto said = row ? annotator.of(row->id) : store::Annotation {};
    for (auto* button : {m_pin, m_baseline, m_edit})
        button->setEnabled(row.has_value());
    m_pin->setText(said.isPinned ? QString("★") : QString("☆"));
    m_pin->setChecked(said.isPinned);
    m_baseline->setChecked(row && annotator.baselineOf(row->target) == row->id);
    m_note->setText(!row        ? tr("Choose an experiment to pin it or to write a note.")
            : said.note.empty() ? tr("No note.")
                                : text(said.note));
    setFlag(*m_note, "soft", said.note.empty());
    m_tags->setText(tr("Tags: %1").arg(text(store::textOfTags(said.tags))));
    m_tags->setVisible(!said.tags.empty());
}

QString lineOf(const store::Annotation& said)
{
    QStringList parts;
    if (!said.tags.empty())
        parts.push_back(text(store::textOfTags(said.tags)));
    if (!said.note.empty())
        parts.push_back(text(said.note).simplified());
    QString line = parts.join(" · ");
    if (said.isPinned)
        line.prepend(line.isEmpty() ? "★" : "★ ");
    return line;
}

} // namespace autokernel::ui

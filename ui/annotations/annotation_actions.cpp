// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotations/annotation_actions.h"

#include "ui/annotations/note_dialog.h"
#include "ui/text.h"

namespace autokernel::ui {

AnnotationActions::AnnotationActions(ActionRegistry& actions, HistoryFeed& feed, QWidget& window)
    : QObject(&window)
    , m_actions(&actions)
    , m_window(&window)
    , m_annotator(new Annotator(this))
    , m_card(new MarksCard)
{
    auto& undo = m_annotator->history();
    actions.add("experiment.baseline", tr("Set as &baseline"), Qt::Key_B,
        [this] { m_annotator->toggleBaseline(); });
    actions.add("experiment.pin", tr("&Pin"), Qt::Key_P, [this] { m_annotator->togglePin(); });
    actions.add("experiment.note", tr("&Note and tags…"), Qt::Key_N, [this] { editNote(); });
    actions.add("run.note", tr("Note on this &run…"), {}, [this] { editRunNote(); });
    actions.add(
        "edit.undo", tr("&Undo"), QKeySequence(tr("Ctrl+Z")), [this] { m_annotator->undo(); });
    actions.add("edit.redo", tr("&Redo"), QKeySequence(tr("Ctrl+Shift+Z")),
        [this] { m_annotator->redo(); });
    connect(m_annotator, &Annotator::writeWanted, &feed, &HistoryFeed::annotate);
    connect(&feed, &HistoryFeed::annotated, m_annotator, &Annotator::answer);
    connect(m_annotator, &Annotator::changed, this, &AnnotationActions::update);
    connect(m_annotator, &Annotator::said, this, &AnnotationActions::said);
    connect(&undo, &QUndoStack::indexChanged, this, &AnnotationActions::update);
    connect(m_card, &MarksCard::pinWanted, m_annotator, &Annotator::togglePin);
    connect(m_card, &MarksCard::baselineWanted, m_annotator, &Annotator::toggleBaseline);
    connect(m_card, &MarksCard::noteWanted, this, &AnnotationActions::editNote);
    update();
}

void AnnotationActions::editNote()
{
    const auto row = m_annotator->selected();
    if (!row)
        return;
    NoteDialog dialog(
        tr("Note on #%1 of %2").arg(QString::number(row->number), text(row->targetKey)),
        m_annotator->of(row->id), m_annotator->tags(), m_window);
    if (dialog.exec() == QDialog::Accepted) {
        m_annotator->select(*row); // whatever was picked meanwhile
        m_annotator->note(dialog.said());
    }
}

void AnnotationActions::editRunNote()
{
    const auto run = m_annotator->run();
    const auto before = m_annotator->ofRun();
    NoteDialog dialog(tr("Note on run %1").arg(run.value), before, m_annotator->tags(), m_window);
    if (dialog.exec() == QDialog::Accepted)
        m_annotator->noteRun(run, before, dialog.said()); // whichever is shown by then
}

void AnnotationActions::update()
{
    const auto& row = m_annotator->selected();
    const auto& undo = m_annotator->history();
    for (const char* id : {"experiment.baseline", "experiment.pin", "experiment.note"})
        m_actions->find(id)->setEnabled(row.has_value());
    m_actions->find("run.note")->setEnabled(m_annotator->run().isValid());
    m_actions->find("experiment.pin")
        ->setText(row && m_annotator->of(row->id).isPinned ? tr("Un&pin") : tr("&Pin"));
    const auto name
        = [](QAction* action, bool isPossible, const QString& verb, const QString& what) {
              action->setEnabled(isPossible);
              action->setText(isPossible ? QString("%1 %2").arg(verb, what) : verb);
          };
    name(m_actions->find("edit.undo"), undo.canUndo(), tr("&Undo"), undo.undoText());
    name(m_actions->find("edit.redo"), undo.canRedo(), tr("&Redo"), undo.redoText());
    m_card->present(*m_annotator);
}

} // namespace autokernel::ui

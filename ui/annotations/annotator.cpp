// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotations/annotator.h"

#include "ui/text.h"

#include <algorithm>

namespace autokernel::ui {
namespace {

template <typename... Each> struct Overloaded : Each...
{
    using Each::operator()...;
};
template <typename... Each> Overloaded(Each...) -> Overloaded<Each...>;

AnnotationWrite writeOf(const AnnotationChange& change)
{
    return std::visit(Overloaded {[](const ExperimentNote& note) -> AnnotationWrite {
                                      return [note](store::AnnotationWriter& writer) {
                                          return writer.annotate(note.experiment, note.said);
                                      };
                                  },
                          [](const RunNote& note) -> AnnotationWrite {
                              return [note](store::AnnotationWriter& writer) {
                                  return writer.annotate(note.run, note.said);
                              };
                          },
                          [](const BaselineChoice& choice) -> AnnotationWrite {
                              return [choice](store::AnnotationWriter& writer) {
                                  return writer.setBaseline(
                                      choice.run, choice.target, choice.experiment);
                              };
                          }},
        change);
}

} // namespace

class Annotator::Command final : public QUndoCommand
{
public:
    Command(
        Annotator& annotator, const QString& what, AnnotationChange before, AnnotationChange after)
        : QUndoCommand(what)
        , m_annotator(annotator)
        , m_before(std::move(before))
        , m_after(std::move(after))
    {
    }
    void redo() override { m_annotator.apply(m_after, false); }
    void undo() override { m_annotator.apply(m_before, true); }

private:
    Annotator& m_annotator;
    AnnotationChange m_before;
    AnnotationChange m_after;
};

Annotator::Annotator(QObject* parent)
    : QObject(parent)
{
}

void Annotator::present(const SnapshotPtr& snapshot)
{
    const auto& report = snapshot->report;
    if (m_run != report.run.summary.id)
        m_selected.reset();
    m_run = report.run.summary.id;
    m_experiments.clear();
    m_baselines.clear();
    for (const auto& each : report.annotated) {
        if (!each.annotation.isEmpty())
            m_experiments[each.row.id] = each.annotation;
        if (each.isBaseline)
            m_baselines[each.row.target] = each.row.id;
    }
    m_ofRun = report.annotation;
    // The reader answers before it reads, so this snapshot has what was stored.
    std::erase_if(m_pending, [](const Pending& each) { return each.isStored; });
    emit changed();
}

void Annotator::forget()
{
    m_history.clear();
    m_pending.clear();
    m_run = {};
    m_selected.reset();
    m_experiments.clear();
    m_baselines.clear();
    m_ofRun = {};
    emit changed();
}

AnnotationsById Annotator::all() const
{
    auto all = m_experiments;
    for (const auto& each : m_pending)
        if (const auto* note = std::get_if<ExperimentNote>(&each.change))
            all[note->experiment] = note->said;
    std::erase_if(all, [](const auto& each) { return each.second.isEmpty(); });
    return all;
}

store::Annotation Annotator::of(store::ExperimentId experiment) const
{
    const auto known = all();
    const auto found = known.find(experiment);
    return found == known.end() ? store::Annotation {} : found->second;
}

store::Annotation Annotator::ofRun() const
{
    auto said = m_ofRun;
    for (const auto& each : m_pending)
        if (const auto* note = std::get_if<RunNote>(&each.change); note && note->run == m_run)
            said = note->said;
    return said;
}

store::ExperimentId Annotator::baselineOf(store::TargetId target) const
{
    const auto found = m_baselines.find(target);
    auto baseline = found == m_baselines.end() ? store::ExperimentId {} : found->second;
    for (const auto& each : m_pending)
        if (const auto* choice = std::get_if<BaselineChoice>(&each.change);
            choice && choice->run == m_run && choice->target == target)
            baseline = choice->experiment;
    return baseline;
}

QStringList Annotator::tags() const
{
    QStringList tags;
    for (const auto& [experiment, said] : all())
        for (const auto& tag : said.tags)
            tags.push_back(text(tag));
    tags.sort(Qt::CaseInsensitive);
    tags.removeDuplicates();
    return tags;
}

void Annotator::togglePin()
{
    if (!m_selected)
        return;
    const auto before = of(m_selected->id);
    auto after = before;
    after.isPinned = !before.isPinned;
    push((after.isPinned ? tr("pin of %1") : tr("unpinning of %1")).arg(selectedName()),
        ExperimentNote {m_selected->id, before}, ExperimentNote {m_selected->id, after});
}

void Annotator::toggleBaseline()
{
    if (!m_selected)
        return;
    const auto before = baselineOf(m_selected->target);
    const auto after = before == m_selected->id ? store::ExperimentId {} : m_selected->id;
    if (!push(tr("baseline %1").arg(selectedName()),
            BaselineChoice {m_selected->run, m_selected->target, before},
            BaselineChoice {m_selected->run, m_selected->target, after}))
        return;
    emit said(after.isValid()
            ? tr("The others of this kernel are compared with #%1.").arg(m_selected->number)
            : tr("The others of this kernel are compared with their parents again."));
}

void Annotator::note(const store::Annotation& said)
{
    if (!m_selected)
        return;
    const auto before = of(m_selected->id);
    if (const auto after = store::tidy(said); !(after == before))
        push(tr("note on %1").arg(selectedName()), ExperimentNote {m_selected->id, before},
            ExperimentNote {m_selected->id, after});
}

void Annotator::noteRun(
    store::RunId run, const store::Annotation& before, const store::Annotation& said)
{
    if (const auto after = store::tidy(said); run.isValid() && !(after == before))
        push(tr("note on run %1").arg(run.value), RunNote {run, before}, RunNote {run, after});
}

void Annotator::undo()
{
    if (!m_history.canUndo())
        return;
    const auto what = m_history.undoText();
    m_history.undo();
    emit said(tr("Undone: %1.").arg(what));
}

void Annotator::redo()
{
    if (!m_history.canRedo())
        return;
    const auto what = m_history.redoText();
    m_history.redo();
    emit said(tr("Done again: %1.").arg(what));
}

QString Annotator::selectedName() const
{
    return tr("#%1, run %2").arg(m_selected->number).arg(m_selected->run.value);
}

bool Annotator::push(const QString& what, AnnotationChange before, AnnotationChange after)
{
    if (m_isReadOnly) {
        emit changed(); // what a button shows by itself is not so
        emit said(tr("The example is read-only: it takes no marks."));
        return false;
    }
    m_history.push(new Command(*this, what, std::move(before), std::move(after)));
    return true;
}

void Annotator::apply(const AnnotationChange& change, bool isUndo)
{
    if (m_isTakingBack)
        return;
    // The history counts a command only after it was done.
    m_pending.push_back(
        {++m_request, change, m_history.index() + (isUndo ? -1 : 1), isUndo, false});
    emit changed();
    emit writeWanted(m_request, writeOf(change));
}

void Annotator::answer(std::uint64_t request, const QString& refusal)
{
    const auto found = std::find_if(m_pending.begin(), m_pending.end(),
        [&](const Pending& each) { return each.request == request; });
    if (found == m_pending.end()) // of a history that was left
        return;
    if (refusal.isEmpty()) {
        found->isStored = true;
        return;
    }
    const Pending refused = *found;
    m_pending.erase(found);
    takeBack(refused);
    emit changed();
    emit said(tr("Not stored: %1").arg(refusal));
}

// The history stands where it stood before, without storing anything.
void Annotator::takeBack(const Pending& refused)
{
    if (m_history.index() != refused.index)
        return m_history.clear(); // later commands build on it
    m_isTakingBack = true;
    if (refused.isUndo)
        m_history.redo();
    else
        m_history.undo();
    m_isTakingBack = false;
}

} // namespace autokernel::ui

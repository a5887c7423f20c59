// SPDX-License-Identifier: GPL-3.0-or-later
// The user's pins, notes, tags and baselines of the run that is shown. A change is seen at once and
// stored on the reader's thread; one that could not be stored is taken back and said. Undo stores
// the former value by the same way. UI thread.
#pragma once

#include "ui/bridge/annotation_write.h"
#include "ui/bridge/snapshot.h"

#include <QObject>
#include <QUndoStack>
#include <optional>
#include <variant>

namespace autokernel::ui {

using AnnotationsById = std::map<store::ExperimentId, store::Annotation>;

// Each says what shall be stored; its opposite is one of the same kind.
struct ExperimentNote
{
    store::ExperimentId experiment;
    store::Annotation said;
};
struct RunNote
{
    store::RunId run;
    store::Annotation said;
};
struct BaselineChoice
{
    store::RunId run;
    store::TargetId target;
    store::ExperimentId experiment; // not valid: none
};
using AnnotationChange = std::variant<ExperimentNote, RunNote, BaselineChoice>;

class Annotator final : public QObject
{
    Q_OBJECT

public:
    explicit Annotator(QObject* parent = nullptr);

    void present(const SnapshotPtr& snapshot);
    void forget(); // another history: nothing of the former one can be undone
    void setReadOnly(bool isReadOnly) { m_isReadOnly = isReadOnly; } // marks are refused
    void select(const store::ExperimentRow& row)
    {
        m_selected = row;
        emit changed();
    }
    const std::optional<store::ExperimentRow>& selected() const { return m_selected; }

    // With what is on its way to the file.
    AnnotationsById all() const;
    store::Annotation of(store::ExperimentId experiment) const;
    store::Annotation ofRun() const;
    store::ExperimentId baselineOf(store::TargetId target) const;
    QStringList tags() const; // of this run, sorted
    store::RunId run() const { return m_run; }

    // Of the selected experiment; without one they do nothing.
    void togglePin();
    void toggleBaseline();
    void note(const store::Annotation& said);
    // Of the run that was asked of, whichever is shown by now; `before` is what was said of it
    // then.
    void noteRun(store::RunId run, const store::Annotation& before, const store::Annotation& said);
    // The last change, of whichever run it was, and it is said what was undone.
    void undo();
    void redo();

    QUndoStack& history() { return m_history; }

signals:
    void changed();
    void said(const QString& sentence);
    // To be answered by `answer`, once, later.
    void writeWanted(std::uint64_t request, const autokernel::ui::AnnotationWrite& write);

public slots:
    void answer(std::uint64_t request, const QString& refusal);

private:
    class Command;
    struct Pending
    {
        std::uint64_t request;
        AnnotationChange change;
        int index; // of the history, once the command is done
        bool isUndo;
        bool isStored;
    };

    // False: marks are refused, and it was said.
    bool push(const QString& what, AnnotationChange before, AnnotationChange after);
    QString selectedName() const; // "#12, run 5": an undo may be of another run than is shown
    void apply(const AnnotationChange& change, bool isUndo);
    void takeBack(const Pending& refused);

    QUndoStack m_history;
    store::RunId m_run;
    AnnotationsById m_experiments;
    std::map<store::TargetId, store::ExperimentId> m_baselines;
    store::Annotation m_ofRun;
    std::optional<store::ExperimentRow> m_selected;
    bool m_isReadOnly = false;
    std::vector<Pending> m_pending; // oldest first
    std::uint64_t m_request = 0;
    bool m_isTakingBack = false;
};

} // namespace autokernel::ui

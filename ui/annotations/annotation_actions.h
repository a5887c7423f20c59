// SPDX-License-Identifier: GPL-3.0-or-later
// The user's marks in the window: their actions, their card and the way to the reader. The window
// says which experiment is selected. UI thread.
#pragma once

#include "ui/annotations/annotator.h"
#include "ui/annotations/marks_card.h"
#include "ui/bridge/history_feed.h"
#include "ui/shell/action_registry.h"

namespace autokernel::ui {

class AnnotationActions final : public QObject
{
    Q_OBJECT

public:
    // Adds experiment.pin, .note, .baseline, run.note, edit.undo and edit.redo.
    AnnotationActions(ActionRegistry& actions, HistoryFeed& feed, QWidget& window);

    void present(const SnapshotPtr& snapshot) { m_annotator->present(snapshot); }
    void select(const store::ExperimentRow& row) { m_annotator->select(row); }
    Annotator& annotator() { return *m_annotator; }
    MarksCard* card() { return m_card; } // belongs to whoever puts it into a layout

signals:
    void said(const QString& sentence);

private:
    void editNote();
    void editRunNote();
    void update();

    ActionRegistry* m_actions;
    QWidget* m_window;
    Annotator* m_annotator;
    MarksCard* m_card;
};

} // namespace autokernel::ui

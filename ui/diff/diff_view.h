// SPDX-License-Identifier: GPL-3.0-or-later
// Two texts side by side or unified, with an overview of all changes, folded context and a search.
// The panes are QPlainTextEdit and not QScintilla: an editor component brings lexers that know our
// tunables no better, annotations that cannot stand above a first line, a palette of its own, and a
// licence without "or later"; selection, caret, clipboard and screen readers are Qt's here too. UI
// thread; the diff itself is made by a task.
#pragma once

#include "ui/diff/diff_folding.h"
#include "ui/diff/diff_overview.h"
#include "ui/diff/diff_pane.h"
#include "ui/diff/diff_search.h"
#include "ui/diff/diff_task.h"
#include "ui/diff/find_bar.h"

#include <QGridLayout>
#include <QLabel>
#include <QProgressBar>
#include <QScrollBar>

namespace autokernel::ui {

class DiffView final : public QWidget
{
    Q_OBJECT

public:
    explicit DiffView(const Theme& theme, QWidget* parent = nullptr);

    enum class Arrangement
    {
        SideBySide,
        Unified
    };
    void setTheme(const Theme& theme);
    // What stands above the panes; rich text.
    void setHeads(const QString& before, const QString& after);
    void compare(DiffInput input); // ignoreWhitespace is the view's own
    bool isOf(const DiffInput& input) const; // it compares these texts already
    void setArrangement(Arrangement arrangement);
    void setIgnoresWhitespace(bool ignores);
    void setFolds(bool folds);
    Arrangement arrangement() const { return m_arrangement; }

    const DiffDocument* document() const { return m_document.get(); } // nullptr: none yet
    bool isComparing() const { return m_task.isBusy(); }
    std::string patch() const; // of what is shown; "" while another is being compared
    int changes() const { return m_document ? static_cast<int>(m_document->changes.size()) : 0; }
    int change() const { return m_change; } // from 0; -1: none
    void goTo(int change);
    void step(int direction); // to the next or previous change, round the ends
    void find(); // opens the search, with what is selected

    const DiffPane& pane(Side side) const { return *m_panes[static_cast<std::size_t>(side)]; }

signals:
    // wrapped: the step went round an end.
    void changeShown(int change, int of, bool wrapped);
    void compared(); // a document is shown

private:
    void present(const DiffDocumentPtr& document);
    void showHeads();
    void fold(); // anew, with as much context as the panes have room for
    int fittingContext() const;
    void refit(); // where the panes have become higher or lower
    void fill(); // the panes, from the document
    void findMarks();
    void showState();
    void linkScrolling();
    void updateBars();
    void openFold(int fold, bool all);
    void scrollTo(int line);
    void search(const QString& text);
    void showMatches();
    void stepMatch(int direction);
    void goToMatch();
    DiffPane& paneOf(Side side); // the one that shows this side
    bool isUnified() const;

    DiffTask m_task;
    DiffInput m_input;
    DiffDocumentPtr m_document;
    DiffFolding m_folding;
    int m_context = DiffFolding::kContext; // rows around a change
    bool m_hasOpened = false; // the user has opened a fold, which stays open
    Arrangement m_arrangement = Arrangement::SideBySide;
    bool m_folds = true;
    int m_change = -1;
    std::vector<DiffOverview::Mark> m_marks; // of each change
    std::vector<DiffMatch> m_matches;
    int m_match = -1;

    QGridLayout* m_grid;
    std::array<QString, 2> m_headTexts;
    std::array<QLabel*, 2> m_heads; // by Side, as the panes
    std::array<DiffPane*, 2> m_panes;
    std::array<QFrame*, 2> m_rules; // between heads and between panes
    DiffOverview* m_overview;
    QScrollBar* m_across;
    QLabel* m_state; // equal, cut short, empty
    QProgressBar* m_busy;
    FindBar* m_find;
};

} // namespace autokernel::ui

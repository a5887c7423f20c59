// SPDX-License-Identifier: GPL-3.0-or-later
// One candidate against another, with the lineage of its kernel above and the evidence beside it.
// It asks for what it shows by a numbered request and drops answers to earlier ones. UI thread.
#pragma once

#include "ui/diff/diff_view.h"
#include "ui/export/patch.h"
#include "ui/models/keep_figures.h"
#include "ui/pages/diff/against_chooser.h"
#include "ui/pages/diff/change_strip.h"
#include "ui/pages/diff/evidence_panel.h"
#include "ui/pages/diff/lineage_strip.h"
#include "ui/pages/page.h"
#include "ui/shell/card.h"

#include <QPushButton>

namespace autokernel::ui {

class DiffPage final : public Page
{
    Q_OBJECT

public:
    explicit DiffPage(const Theme& theme, QWidget* parent = nullptr);

    void present(const SnapshotPtr& snapshot) override;
    void setTheme(const Theme& theme) override;
    std::vector<ChartOffer> charts() const override;

    void open(std::int64_t number); // an experiment of the run that is shown
    void open(std::int64_t number, const AgainstChoice& against);
    QString kernelInView() const override;
    // True: what was asked for is shown. False for an answer to an earlier request, which changes
    // nothing, and for what the page read again by itself because the run has changed.
    bool present(const ExperimentViewPtr& view);
    // The answer to `request` is that it cannot be read; it is asked again with the next snapshot.
    void refuse(const autokernel::ui::DiffRequest& request, const QString& sentence);
    const ExperimentViewPtr& view() const { return m_view; } // nullptr: none yet

    // What the candidate changed, for `patch`; "" where there is nothing to compare, and while it
    // is being compared.
    std::string patchText() const
    {
        return m_view ? patchOf(*m_view, m_diff->patch()) : std::string();
    }
    bool isComparing() const { return m_view && m_diff->isComparing(); }
    std::int64_t number() const { return m_view ? m_view->details.row.number : 0; } // 0: none
    void step(int direction); // to the next or previous change
    void find();
    void chooseOther(); // puts the caret into the chooser
    void setUnified(bool isUnified);
    bool isUnified() const { return m_diff->arrangement() == DiffView::Arrangement::Unified; }
    QHBoxLayout& controls(); // at the right edge of the diff's header
    void addToSide(Card* card) { m_evidence->add(card); } // below the evidence
    EvidencePanel& evidence() { return *m_evidence; } // which a panel may hold meanwhile
    void takeBackEvidence();

signals:
    void experimentWanted(const autokernel::ui::DiffRequest& request);

private:
    QPushButton* makeButton(const QString& text, const QString& name, QHBoxLayout& row);
    void buildControls();
    void buildDiff();
    void showNothing();
    void request();
    void ask();
    void follow(); // the run has grown
    std::vector<KeepFigure> keeps() const;
    std::int64_t baselineFor(std::int64_t number) const; // 0: none, or it is that one itself
    void compare(bool isFollowing);
    void showHeads();
    void showChanges();
    void showPosition(int change, int of, bool wrapped);
    void copyPatch();

    LineageStrip* m_lineage;
    Card* m_card;
    AgainstChooser* m_against;
    QPushButton* m_options;
    QAction* m_unified = nullptr;
    QPushButton* m_position = nullptr;
    QPushButton* m_copy = nullptr;
    ChangeStrip* m_changed;
    DiffView* m_diff;
    EvidencePanel* m_evidence;
    QHBoxLayout* m_columns; // of the diff and the evidence
    SnapshotPtr m_snapshot;
    ExperimentViewPtr m_view;
    DiffRequest m_request; // the last one
    bool m_isRefused = false; // it could not be read
    bool m_isAwaited = false; // its answer is on its way
    bool m_isFollowing = false; // it is about what is shown already
    std::vector<KeepFigure> m_keeps; // of the kernel that is shown, when it was read
    std::int64_t m_baseline = 0; // that was taken as the other side because the user set it
};

} // namespace autokernel::ui

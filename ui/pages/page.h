// SPDX-License-Identifier: GPL-3.0-or-later
// One page of the window. Pages show values that they are given and ask for things by signal; none
// reads a file. UI thread.
#pragma once

#include "ui/bridge/snapshot.h"
#include "ui/export/report_charts.h"
#include "ui/theme/theme.h"

#include <QBoxLayout>
#include <QJsonObject>
#include <QWidget>

namespace autokernel::ui {

class Page : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    virtual void present(const SnapshotPtr& snapshot) = 0;
    virtual void setTheme(const Theme& theme) = 0;
    // An experiment was picked, here or on another page: it is marked where it can be seen.
    virtual void select(const store::ExperimentRow&) { }
    // Another run is shown: its experiments have the same numbers, and none of them was picked.
    virtual void clearSelection() { }
    // The key of the one kernel that the page is about at present; "": none.
    virtual QString kernelInView() const { return {}; }
    // Whether a pick leaves the user on this page; elsewhere it opens the diff.
    virtual bool staysOnPick() const { return false; }
    // The page's charts as they look now, the most important one first; of a page that is seen.
    virtual std::vector<ChartOffer> charts() const { return {}; }

    // What the user chose on the page for this history: which kernel, which filter, what was zoomed
    // into. An empty one, or what is unknown in it, means as on the first day; what needs values
    // waits for them.
    virtual QJsonObject look() const { return {}; }
    virtual void setLook(const QJsonObject&) { }

    QSize minimumSizeHint() const override; // without what may be left away

protected:
    // Cards beside the rest, of kSideWidth; left away while the page is too narrow for both.
    void setSide(QWidget* side) { m_side = side; }
    // The same at the end of the page's layout, where a low window does not hold all cards: their
    // bar stands in the page's margin, so that they end where those of other pages do.
    void addScrollingSide(QBoxLayout& page, QWidget* cards);
    void resizeEvent(QResizeEvent* event) override;

signals:
    void experimentPicked(std::int64_t number); // of the run that is shown
    void experimentOpened(std::int64_t number); // its diff is wanted

private:
    QWidget* m_side = nullptr;
    bool m_holdsMargin = false; // the side has the page's right margin inside it
};

} // namespace autokernel::ui

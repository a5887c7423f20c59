// SPDX-License-Identifier: GPL-3.0-or-later
// The pages and the panels that may be opened beside and below them. Closed at first; moved, sized
// and put on top of one another by the user; back in their places by reset(). They share the room
// that the window has: what is too narrow for its page scrolls. UI thread.
#pragma once

#include "ui/docks/dock_title.h"

#include <QMainWindow>
#include <vector>

namespace autokernel::ui {

// A main window for its docks alone: as a plain widget it leaves the window's header and rail where
// they are.
class DockArea final : public QMainWindow
{
    Q_OBJECT

public:
    explicit DockArea(QWidget* pages);
    ~DockArea() override;

    // `id` names the panel in what is saved. It belongs to this.
    QDockWidget* add(
        const QString& id, const QString& title, QWidget* content, Qt::DockWidgetArea area);
    void setOpen(const QString& id, bool isOpen);
    bool isOpen(const QString& id) const; // though another panel may lie on top, or it gives way
    // While `page` is shown the panel, which would show the same again, is not; it stays open.
    void giveWay(const QString& id, QWidget* page);
    void setRemark(const QString& id, const QString& remark);

    QByteArray layoutState();
    // Of another version, damaged or empty: the panels are as on the first day.
    void restoreLayout(const QByteArray& state);
    void reset();

    QSize minimumSizeHint() const override; // a panel that opens makes no window larger
    bool eventFilter(QObject* watched, QEvent* event) override;

    // From the page to the first open panel, from panel to panel, and back to the page.
    void focusNext();

signals:
    void toggled(const QString& id, bool isOpen); // by the user, by a restored layout, by reset()
    void gaveWay(const QString& id, bool isShown); // to its page, which is shown or no longer

private:
    struct Place
    {
        QDockWidget* dock;
        DockTitle* title;
        Qt::DockWidgetArea area;
        bool isOpen = false; // as it was last said
        QWidget* page = nullptr; // that shows the same
        bool isAway = false; // for that page, and open
        std::vector<std::pair<QDockWidget*, QSize>> before = {}; // the others as it found them

        bool isOpenNow() const { return isAway || !dock->isHidden(); }
        bool isPageShown() const { return page != nullptr && !page->isHidden(); }
    };
    std::size_t indexOf(const QString& id) const;
    void follow(QDockWidget& dock);
    void reveal(Place& one);
    void conceal(const Place& one);
    void giveBack(Place& one); // the room that it took from the others
    void makeWay(Place& one); // or comes back

    std::vector<Place> m_places;
};

} // namespace autokernel::ui

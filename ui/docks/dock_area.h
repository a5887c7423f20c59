// SPDX-License-Identifier: GPL-3.0-or-later
// The pages and the panels that may be opened beside and below them. Closed at first; moved, sized
// and put on top of one another by the user; back in their places by reset(). UI thread.
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
    bool isOpen(const QString& id) const; // though another panel may lie on top
    void setRemark(const QString& id, const QString& remark);

    QByteArray layoutState() const;
    // Of another version, damaged or empty: the panels are as on the first day.
    void restoreLayout(const QByteArray& state);
    void reset();

    // From the page to the first open panel, from panel to panel, and back to the page.
    void focusNext();

signals:
    void toggled(const QString& id, bool isOpen); // by the user, by a restored layout, by reset()

private:
    struct Place
    {
        QDockWidget* dock;
        DockTitle* title;
        Qt::DockWidgetArea area;
        bool isOpen = false; // as it was last said
    };
    const Place& place(const QString& id) const;
    void follow(QDockWidget& dock);

    std::vector<Place> m_places;
};

} // namespace autokernel::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/dock_area.h"

#include <QApplication>
#include <QEvent>
#include <algorithm>
#include <utility>

namespace autokernel::ui {
namespace {

constexpr int kLayoutVersion = 1; // of the panels that there are

// The first widget inside that takes the focus by Tab; nullptr: none does.
QWidget* firstInFocus(QWidget& room)
{
    QWidget* each = &room;
    do {
        if ((each == &room || room.isAncestorOf(each)) && each->isVisible() && each->isEnabled()
            && (each->focusPolicy() & Qt::TabFocus) != 0)
            return each;
        each = each->nextInFocusChain();
    } while (each != &room);
    return nullptr;
}

} // namespace

DockArea::DockArea(QWidget* pages)
{
    setWindowFlags(Qt::Widget);
    setObjectName("docks");
    setCentralWidget(pages);
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
    // Panels at the sides are tall; what lies below is as wide as the page.
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
}

// What hides the panels now is no longer the user.
DockArea::~DockArea()
{
    for (const auto& each : m_places)
        each.dock->toggleViewAction()->disconnect(this);
}

QDockWidget* DockArea::add(
    const QString& id, const QString& title, QWidget* content, Qt::DockWidgetArea area)
{
    auto* dock = new QDockWidget(title);
    dock->setObjectName(id);
    auto* head = new DockTitle(*dock);
    dock->setTitleBarWidget(head);
    dock->setWidget(content);
    addDockWidget(area, dock);
    dock->hide();
    m_places.push_back({dock, head, area});
    // Not visibilityChanged(), which is also said when a panel lies under another one.
    connect(dock->toggleViewAction(), &QAction::toggled, this, [this, dock] { follow(*dock); });
    return dock;
}

const DockArea::Place& DockArea::place(const QString& id) const
{
    const auto found = std::ranges::find_if(
        m_places, [&](const Place& each) { return each.dock->objectName() == id; });
    Q_ASSERT(found != m_places.end());
    return *found;
}

void DockArea::setOpen(const QString& id, bool isOpen)
{
    auto* dock = place(id).dock;
    const bool hadFocus = dock->isAncestorOf(QApplication::focusWidget());
    dock->setVisible(isOpen);
    if (isOpen)
        dock->raise();
    else if (auto* page = hadFocus ? firstInFocus(*centralWidget()) : nullptr)
        page->setFocus();
    follow(*dock);
}

bool DockArea::isOpen(const QString& id) const
{
    return !place(id).dock->isHidden();
}

void DockArea::setRemark(const QString& id, const QString& remark)
{
    place(id).title->setRemark(remark);
}

void DockArea::follow(QDockWidget& dock)
{
    const auto each = std::ranges::find(m_places, &dock, &Place::dock);
    const bool isOpen = !dock.isHidden();
    if (std::exchange(each->isOpen, isOpen) != isOpen)
        emit toggled(dock.objectName(), isOpen);
}

QByteArray DockArea::layoutState() const
{
    return saveState(kLayoutVersion);
}

void DockArea::restoreLayout(const QByteArray& state)
{
    if (!restoreState(state, kLayoutVersion))
        return reset();
    for (const auto& each : m_places)
        follow(*each.dock);
}

void DockArea::reset()
{
    for (const auto& each : m_places) {
        each.dock->setFloating(false);
        removeDockWidget(each.dock); // with the size that it had
        addDockWidget(each.area, each.dock);
        each.dock->hide();
        follow(*each.dock);
    }
}

void DockArea::focusNext()
{
    std::vector<QWidget*> rooms {centralWidget()};
    for (const auto& each : m_places)
        if (each.dock->isVisible())
            rooms.push_back(each.dock);
    const auto* focus = QApplication::focusWidget();
    const auto at = std::ranges::find_if(rooms, [&](const QWidget* room) {
        return focus != nullptr && (room == focus || room->isAncestorOf(focus));
    });
    const auto first = at == rooms.end() ? 0 : at - rooms.begin() + 1;
    for (std::size_t i = 0; i < rooms.size(); ++i) {
        auto* room = rooms[(static_cast<std::size_t>(first) + i) % rooms.size()];
        auto* dock = qobject_cast<QDockWidget*>(room);
        auto* next = firstInFocus(dock != nullptr ? *dock->widget() : *room);
        if (next == nullptr && dock != nullptr)
            next = firstInFocus(*dock->titleBarWidget());
        if (next != nullptr) {
            room->window()->activateWindow(); // a panel may be a window of its own
            if (dock != nullptr)
                dock->raise(); // or lie under another one
            return next->setFocus(Qt::TabFocusReason);
        }
    }
}

} // namespace autokernel::ui

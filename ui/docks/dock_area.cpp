// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/dock_area.h"

#include <QApplication>
#include <QEvent>
#include <QScrollArea>
#include <algorithm>
#include <utility>

namespace autokernel::ui {
namespace {

constexpr int kLayoutVersion = 1; // of the panels that there are
constexpr QSize kLeastPage {600, 320}; // before it gets less, panels are narrowed

// A page that gets less room than it needs scrolls, so that nothing lies on anything.
class PageRoom final : public QScrollArea
{
public:
    explicit PageRoom(QWidget* pages)
    {
        setWidgetResizable(true);
        setFocusPolicy(Qt::NoFocus);
        setWidget(pages);
    }
    QSize minimumSizeHint() const override { return kLeastPage; }
};

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
    setCentralWidget(new PageRoom(pages));
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
    auto* head = new DockTitle(*dock, area);
    dock->setTitleBarWidget(head);
    dock->setWidget(content);
    addDockWidget(area, dock);
    dock->hide();
    m_places.push_back({dock, head, area});
    // Not visibilityChanged(), which is also said when a panel lies under another one.
    connect(dock->toggleViewAction(), &QAction::toggled, this, [this, dock] { follow(*dock); });
    return dock;
}

QSize DockArea::minimumSizeHint() const
{
    return kLeastPage;
}

std::size_t DockArea::indexOf(const QString& id) const
{
    const auto found = std::ranges::find_if(
        m_places, [&](const Place& each) { return each.dock->objectName() == id; });
    Q_ASSERT(found != m_places.end());
    return static_cast<std::size_t>(found - m_places.begin());
}

void DockArea::setOpen(const QString& id, bool isOpen)
{
    auto& one = m_places[indexOf(id)];
    one.isAway = isOpen && one.isPageShown();
    if (isOpen && !one.isAway)
        reveal(one);
    else
        conceal(one);
    follow(*one.dock);
}

void DockArea::reveal(Place& one)
{
    if (one.dock->isHidden()) {
        one.before.clear();
        for (const auto& each : m_places)
            if (each.dock->isVisible() && !each.dock->isFloating())
                one.before.emplace_back(each.dock, each.dock->size());
    }
    one.dock->show();
    one.dock->raise();
}

void DockArea::conceal(const Place& one)
{
    const bool hadFocus = one.dock->isAncestorOf(QApplication::focusWidget());
    one.dock->hide();
    if (auto* page = hadFocus ? firstInFocus(*centralWidget()) : nullptr)
        page->setFocus();
}

// What the user has widened since stays as it is.
void DockArea::giveBack(Place& one)
{
    for (const auto& [dock, size] : std::exchange(one.before, {})) {
        if (dock->isHidden() || dock->isFloating())
            continue;
        if (dock->width() < size.width())
            resizeDocks({dock}, {size.width()}, Qt::Horizontal);
        if (dock->height() < size.height())
            resizeDocks({dock}, {size.height()}, Qt::Vertical);
    }
}

bool DockArea::isOpen(const QString& id) const
{
    return m_places[indexOf(id)].isOpenNow();
}

void DockArea::giveWay(const QString& id, QWidget* page)
{
    m_places[indexOf(id)].page = page;
    page->installEventFilter(this);
}

bool DockArea::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ShowToParent || event->type() == QEvent::HideToParent)
        for (auto& each : m_places)
            if (each.page == watched)
                makeWay(each);
    return QMainWindow::eventFilter(watched, event);
}

void DockArea::makeWay(Place& one)
{
    const bool isShown = one.isPageShown();
    if (isShown && !one.dock->isHidden()) {
        one.isAway = true; // before hiding, which is no closing then
        conceal(one);
    } else if (!isShown && one.isAway) {
        reveal(one);
        one.isAway = false;
    }
    emit gaveWay(one.dock->objectName(), isShown);
}

void DockArea::setRemark(const QString& id, const QString& remark)
{
    m_places[indexOf(id)].title->setRemark(remark);
}

void DockArea::follow(QDockWidget& dock)
{
    const auto each = std::ranges::find(m_places, &dock, &Place::dock);
    const bool isOpen = each->isOpenNow();
    if (dock.isHidden())
        giveBack(*each);
    if (std::exchange(each->isOpen, isOpen) != isOpen)
        emit toggled(dock.objectName(), isOpen);
}

// Qt saves what is shown: a panel that gives way is shown for that long.
QByteArray DockArea::layoutState()
{
    for (const auto& each : m_places)
        if (each.isAway)
            each.dock->show();
    auto state = saveState(kLayoutVersion);
    for (const auto& each : m_places)
        if (each.isAway)
            each.dock->hide();
    return state;
}

void DockArea::restoreLayout(const QByteArray& state)
{
    for (auto& each : m_places)
        each.isAway = false;
    if (!restoreState(state, kLayoutVersion))
        return reset();
    for (auto& each : m_places) {
        if (each.isPageShown())
            makeWay(each);
        follow(*each.dock);
    }
}

void DockArea::reset()
{
    for (auto& each : m_places) {
        each.isAway = false;
        each.before.clear();
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

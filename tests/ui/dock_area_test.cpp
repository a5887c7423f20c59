// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/dock_area.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTest>
#include <QToolButton>

namespace autokernel::ui {
namespace {

struct Room
{
    Room()
        : docks(page)
    {
        docks.add("left", "Left", left, Qt::LeftDockWidgetArea);
        docks.add("below", "Below", below, Qt::BottomDockWidgetArea);
        docks.resize(900, 700);
        docks.show();
        docks.activateWindow();
        EXPECT_TRUE(QTest::qWaitForWindowActive(&docks));
    }
    QDockWidget& dock(const char* id) { return *docks.findChild<QDockWidget*>(id); }

    QPushButton* page = new QPushButton("page");
    QPushButton* left = new QPushButton("left");
    QPushButton* below = new QPushButton("below");
    DockArea docks;
};

TEST(DockAreaTest, panelsAreClosedUntilTheyAreOpenedAndSaySo)
{
    Room room;
    QSignalSpy toggles(&room.docks, &DockArea::toggled);
    EXPECT_FALSE(room.left->isVisible());
    room.docks.setOpen("left", true);
    EXPECT_TRUE(room.left->isVisible());
    EXPECT_TRUE(room.docks.isOpen("left"));
    EXPECT_FALSE(room.docks.isOpen("below"));
    room.dock("left").titleBarWidget()->findChild<QToolButton*>()->click();
    EXPECT_FALSE(room.docks.isOpen("left"));
    ASSERT_EQ(toggles.count(), 2) << "once for each change";
    EXPECT_EQ(toggles[0], (QVariantList {"left", true}));
    EXPECT_EQ(toggles[1], (QVariantList {"left", false}));
}

TEST(DockAreaTest, aPanelUnderAnotherOneIsOpen)
{
    Room room;
    room.docks.setOpen("left", true);
    room.docks.setOpen("below", true);
    QSignalSpy toggles(&room.docks, &DockArea::toggled);
    room.docks.tabifyDockWidget(&room.dock("left"), &room.dock("below"));
    room.dock("below").raise();
    QTest::qWait(20);
    EXPECT_TRUE(room.left->visibleRegion().isEmpty());
    EXPECT_TRUE(room.docks.isOpen("left"));
    EXPECT_EQ(toggles.count(), 0);
}

TEST(DockAreaTest, aLayoutComesBackInAnotherWindow)
{
    Room first;
    first.docks.setOpen("left", true);
    first.docks.setOpen("below", true);
    first.docks.addDockWidget(Qt::RightDockWidgetArea, &first.dock("below"));
    first.docks.setOpen("left", false);
    Room second;
    QSignalSpy toggles(&second.docks, &DockArea::toggled);
    second.docks.restoreLayout(first.docks.layoutState());
    EXPECT_FALSE(second.docks.isOpen("left"));
    EXPECT_TRUE(second.docks.isOpen("below"));
    EXPECT_EQ(second.docks.dockWidgetArea(&second.dock("below")), Qt::RightDockWidgetArea);
    EXPECT_FALSE(second.dock("below").isFloating());
    ASSERT_EQ(toggles.count(), 1);
    EXPECT_EQ(toggles[0], (QVariantList {"below", true}));
}

TEST(DockAreaTest, aLayoutThatDoesNotFitLeavesThePanelsAsOnTheFirstDay)
{
    Room first;
    first.docks.setOpen("below", true);
    const auto whole = first.docks.layoutState();
    for (const QByteArray& state : {QByteArray(), QByteArray("nonsense"),
             whole.left(whole.size() / 2), first.docks.saveState(99)}) {
        Room room;
        room.docks.setOpen("left", true);
        room.docks.restoreLayout(state);
        EXPECT_FALSE(room.docks.isOpen("left")) << state.size();
        EXPECT_FALSE(room.docks.isOpen("below")) << state.size();
        room.docks.setOpen("below", true);
        EXPECT_TRUE(room.below->isVisible()) << "none is lost";
    }
}

TEST(DockAreaTest, resetBringsBackWhatFloatsOrWasMoved)
{
    Room room;
    room.docks.setOpen("left", true);
    room.dock("left").setFloating(true);
    room.docks.addDockWidget(Qt::TopDockWidgetArea, &room.dock("below"));
    room.docks.reset();
    for (const char* id : {"left", "below"}) {
        EXPECT_FALSE(room.docks.isOpen(id)) << id;
        room.docks.setOpen(id, true);
        EXPECT_FALSE(room.dock(id).isFloating()) << id;
    }
    EXPECT_EQ(room.docks.dockWidgetArea(&room.dock("left")), Qt::LeftDockWidgetArea);
    EXPECT_EQ(room.docks.dockWidgetArea(&room.dock("below")), Qt::BottomDockWidgetArea);
}

TEST(DockAreaTest, panelsShareTheWindowsRoomAndGiveItBack)
{
    auto* page = new QPushButton("page");
    page->setMinimumWidth(700);
    auto* docks = new DockArea(page);
    const auto wide = [] {
        auto* panel = new QPushButton("panel");
        panel->setMinimumWidth(200);
        panel->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
        return panel;
    };
    auto& left = *docks->add("left", "Left", wide(), Qt::LeftDockWidgetArea);
    docks->add("right", "Right", wide(), Qt::RightDockWidgetArea);
    QMainWindow window;
    window.setCentralWidget(docks);
    window.resize(1200, 700);
    window.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&window));
    docks->setOpen("left", true);
    QTest::qWait(300); // panels slide in
    docks->resizeDocks({&left}, {380}, Qt::Horizontal);
    QTest::qWait(300);
    const int before = left.width();
    docks->setOpen("right", true);
    QTest::qWait(300);
    EXPECT_EQ(window.width(), 1200);
    EXPECT_GE(docks->centralWidget()->width(), 580) << "the page scrolls, and is not covered";
    docks->resizeDocks({&left}, {220}, Qt::Horizontal);
    QTest::qWait(300);
    ASSERT_LT(left.width(), before);
    docks->setOpen("right", false);
    QTest::qWait(300);
    EXPECT_EQ(window.width(), 1200);
    EXPECT_EQ(left.width(), before);
}

TEST(DockAreaTest, aPanelGivesWayToThePageThatShowsTheSame)
{
    QStackedWidget* pages = new QStackedWidget;
    auto* other = new QPushButton("other");
    auto* same = new QPushButton("the same");
    pages->addWidget(other);
    pages->addWidget(same);
    DockArea docks(pages);
    auto& dock = *docks.add("panel", "Panel", new QPushButton("panel"), Qt::LeftDockWidgetArea);
    docks.giveWay("panel", same);
    docks.show();
    docks.setOpen("panel", true);
    QSignalSpy toggles(&docks, &DockArea::toggled);
    QSignalSpy ways(&docks, &DockArea::gaveWay);
    pages->setCurrentWidget(same);
    EXPECT_TRUE(dock.isHidden());
    EXPECT_TRUE(docks.isOpen("panel"));
    ASSERT_EQ(ways.count(), 1);
    EXPECT_EQ(ways[0], (QVariantList {"panel", true}));
    const auto saved = docks.layoutState();
    EXPECT_TRUE(dock.isHidden());
    pages->setCurrentWidget(other);
    EXPECT_TRUE(dock.isVisible());
    EXPECT_EQ(toggles.count(), 0) << "it was open all the time";

    docks.setOpen("panel", false);
    docks.restoreLayout(saved);
    EXPECT_TRUE(dock.isVisible()) << "it was open when the layout was saved";
    pages->setCurrentWidget(same);
    docks.setOpen("panel", false);
    pages->setCurrentWidget(other);
    EXPECT_TRUE(dock.isHidden()) << "closed meanwhile";
}

TEST(DockAreaTest, theFocusGoesRoundAndBackToThePageWhenAPanelCloses)
{
    Room room;
    room.page->setFocus();
    room.docks.focusNext();
    EXPECT_TRUE(room.page->hasFocus()) << "there is nowhere else";
    room.docks.setOpen("left", true);
    room.docks.setOpen("below", true);
    EXPECT_TRUE(room.page->hasFocus()) << "a panel that opens takes no keys";
    room.docks.focusNext();
    EXPECT_TRUE(room.left->hasFocus());
    room.docks.focusNext();
    EXPECT_TRUE(room.below->hasFocus());
    room.docks.setOpen("below", false);
    EXPECT_TRUE(room.page->hasFocus());
    room.docks.focusNext();
    EXPECT_TRUE(room.left->hasFocus());
    room.docks.focusNext();
    EXPECT_TRUE(room.page->hasFocus());
}

} // namespace
} // namespace autokernel::ui

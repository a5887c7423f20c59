// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/choice.h"

#include <gtest/gtest.h>

#include <QSignalSpy>

namespace autokernel::ui {
namespace {

TEST(ChoiceTest, keepsWhatWasChosenByItsValue)
{
    QComboBox choice;
    setEntries(choice, {{"matmul", 1}, {"rmsnorm", 2}});
    choice.setCurrentIndex(1);
    EXPECT_TRUE(setEntries(choice, {{"softmax", 3}, {"matmul", 1}, {"rmsnorm", 2}}));
    EXPECT_EQ(choice.currentText(), "rmsnorm");
    EXPECT_FALSE(setEntries(choice, {{"softmax", 3}}));
    EXPECT_EQ(choice.currentText(), "softmax");
}

TEST(ChoiceTest, theSameEntriesAreNotTouched)
{
    QComboBox choice;
    const std::vector<ChoiceEntry> entries {{"all"}, {"matmul", 1}, {}, {"together", -2}};
    setEntries(choice, entries);
    choice.setCurrentIndex(3);
    QSignalSpy removed(choice.model(), &QAbstractItemModel::rowsRemoved);
    QSignalSpy inserted(choice.model(), &QAbstractItemModel::rowsInserted);
    EXPECT_TRUE(setEntries(choice, entries));
    EXPECT_TRUE(removed.isEmpty());
    EXPECT_TRUE(inserted.isEmpty());
    EXPECT_EQ(choice.currentIndex(), 3);
}

} // namespace
} // namespace autokernel::ui

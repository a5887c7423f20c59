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

TEST(ChoiceTest, aLongNameIsCutInItsMiddle)
{
    // Two names that differ in their end alone are told apart in a narrow choice.
    const auto pictureOf = [](const QString& name) {
        ElidedChoice choice;
        choice.addItem(name);
        choice.resize(160, 30);
        return choice.grab().toImage();
    };
    const QString type = "matmul/linear_bias fp32 K=768,M=128,";
    EXPECT_NE(pictureOf(type + "N=2304"), pictureOf(type + "N=768"));
    EXPECT_EQ(pictureOf(type + "N=768"), pictureOf(type + "N=768"));
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

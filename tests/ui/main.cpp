// SPDX-License-Identifier: GPL-3.0-or-later
// Widgets need an application, and no display: QT_QPA_PLATFORM=offscreen.
#include "ui/english_plurals.h"

#include <gtest/gtest.h>

#include <QApplication>

int main(int argc, char** argv)
{
    testing::InitGoogleTest(&argc, argv);
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    autokernel::ui::EnglishPlurals english;
    QApplication::installTranslator(&english);
    return RUN_ALL_TESTS();
}

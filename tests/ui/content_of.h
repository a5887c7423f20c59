// SPDX-License-Identifier: GPL-3.0-or-later
// What a test's file holds; one that cannot be read fails the test.
#pragma once

#include <gtest/gtest.h>

#include <QFile>

namespace autokernel::ui::test {

inline QByteArray contentOf(const QString& path)
{
    QFile file(path);
    EXPECT_TRUE(file.open(QIODevice::ReadOnly)) << path.toStdString();
    return file.readAll();
}

} // namespace autokernel::ui::test

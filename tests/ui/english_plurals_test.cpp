// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/english_plurals.h"

#include <gtest/gtest.h>

#include <QCoreApplication>
#include <limits>

namespace autokernel::ui {
namespace {

QString counted(const char* source, int n)
{
    return QCoreApplication::translate("Anything", source, nullptr, n);
}

TEST(EnglishPluralsTest, oneThingIsNotSeveral)
{
    EXPECT_EQ(counted("%n kernel(s) left", 1), "1 kernel left");
    EXPECT_EQ(counted("%n kernel(s) left", 0), "0 kernels left");
    EXPECT_EQ(counted("%n kernel(s) left", 21), "21 kernels left");
    EXPECT_EQ(counted("%n time(s) (lies|lie) beyond", 1), "1 time lies beyond");
    EXPECT_EQ(counted("%n time(s) (lies|lie) beyond", 2), "2 times lie beyond");
}

TEST(EnglishPluralsTest, whatIsNotCountedStaysAsItIs)
{
    EXPECT_EQ(QCoreApplication::translate("Anything", "file(s) of (a|b)"), "file(s) of (a|b)");
}

class OtherLanguage final : public QTranslator
{
public:
    bool isEmpty() const override { return false; }
    QString translate(const char*, const char* source, const char*, int n) const override
    {
        return QByteArray(source) == "%n kernel(s)" ? n == 1 ? "%n Kern" : "%n Kerne" : QString();
    }
};

TEST(EnglishPluralsTest, anotherLanguageComesFirst)
{
    OtherLanguage german;
    QCoreApplication::installTranslator(&german);
    EXPECT_EQ(counted("%n kernel(s)", 2), "2 Kerne");
    EXPECT_EQ(counted("%n run(s)", 2), "2 runs") << "what it does not know is English";
    QCoreApplication::removeTranslator(&german);
}

TEST(EnglishPluralsTest, hugeCountsAreSeveral)
{
    EXPECT_EQ(pluralOf(1), 1);
    EXPECT_EQ(pluralOf(0), 0);
    EXPECT_GT(pluralOf(std::numeric_limits<std::int64_t>::max()), 1);
}

} // namespace
} // namespace autokernel::ui

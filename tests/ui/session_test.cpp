// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/settings_dialog.h"
#include "ui/shell/session.h"
#include "ui/theme/system_scheme.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QDialogButtonBox>
#include <QFile>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace autokernel::ui {
namespace {

struct StoredSettings : testing::Test
{
    QTemporaryDir folder;
    QString file = folder.path() + "/autokernel.conf";

    void write(const QByteArray& bytes)
    {
        QFile out(file);
        ASSERT_TRUE(out.open(QIODevice::WriteOnly));
        out.write(bytes);
    }
};

Session someSession()
{
    Session session;
    session.geometry = QByteArray("\x01\xD9\xD0\xCB\x00", 5);
    session.panels = QByteArray("\x00\xFF\x00\x01", 4);
    session.page = "page.progress";
    session.history = "/data/h, 1.db";
    session.logLevel = 2;
    session.tables = {{"experiments", QJsonObject {{"sorted_by", 3}}}};
    session.remember({"/data/other.db", 0, {}});
    session.remember({"/data/h, 1.db", 7,
        {{"page.experiments", QJsonObject {{"search", "tail, \"ü\""}, {"pinned", true}}},
            {"page.progress", QJsonObject {{"kernel", "rmsnorm R=4"}}}}});
    return session;
}

TEST_F(StoredSettings, ASessionComesBackAsItWas)
{
    {
        QSettings out(file, QSettings::IniFormat);
        saveSession(out, someSession());
    }
    const QSettings in(file, QSettings::IniFormat);
    EXPECT_TRUE(loadSession(in) == someSession());
}

TEST_F(StoredSettings, DamageIsTheDefaultAndWhatCanBeReadIsRead)
{
    for (const QByteArray& bytes : {QByteArray("\xFF\xFE\x00garbage [[[", 12), QByteArray(),
             QByteArray("[session-2]\nlooks=[{\ntables=7\nlog_level=@Variant(\\0\\0\\0\\x7f)\n"),
             QByteArray("[session-2]\nlooks=\"{\\\"history\\\": 1}\"\ntables=\"[1, 2]\"\n")}) {
        write(bytes);
        const QSettings in(file, QSettings::IniFormat);
        EXPECT_TRUE(loadSession(in) == Session()) << bytes.toStdString();
        EXPECT_TRUE(loadSettings(in) == Settings()) << bytes.toStdString();
    }
    write("[session-2]\npage=page.log\n"
          "looks=\"[{\\\"history\\\":\\\"h.db\\\",\\\"run\\\":-3}, 4, {\\\"run\\\":2}]\"\n"
          "[settings-1]\ntheme=pink\nnotifies=perhaps\nletter_keys=false\nbudget=\n"
          "chart_pixels=wide\nchart_dots_per_inch=many\n");
    const QSettings in(file, QSettings::IniFormat);
    EXPECT_EQ(loadSession(in).page, "page.log");
    ASSERT_EQ(loadSession(in).looks.size(), 1U) << "looks at no file are none";
    EXPECT_EQ(loadSession(in).looks.front().run, 0);
    Settings expected;
    expected.hasLetterKeys = false;
    EXPECT_TRUE(loadSettings(in) == expected);
}

TEST_F(StoredSettings, OtherVersionsOfTheSessionAreIgnoredAndKept)
{
    write("[session]\nversion=1\npage=page.log\nrun=4\n\n[session-3]\npage=page.runs\n");
    {
        QSettings both(file, QSettings::IniFormat);
        EXPECT_TRUE(loadSession(both) == Session());
        saveSession(both, someSession());
    }
    const QSettings in(file, QSettings::IniFormat);
    EXPECT_EQ(in.value("session/page").toString(), "page.log");
    EXPECT_EQ(in.value("session/run").toInt(), 4);
    EXPECT_EQ(in.value("session-3/page").toString(), "page.runs");
    EXPECT_TRUE(loadSession(in) == someSession());
}

TEST(SessionTest, TheLastLooksAreKeptOneAHistory)
{
    Session session;
    for (int i = 0; i < 30; ++i)
        session.remember({QString("/data/%1.db").arg(i), i, {}});
    EXPECT_EQ(session.looks.size(), 20U);
    EXPECT_EQ(session.lookAt("/data/29.db").run, 29);
    EXPECT_EQ(session.lookAt("/data/3.db").run, 0) << "too long ago";
    session.remember({"/data/15.db", 99, {}});
    EXPECT_EQ(session.looks.size(), 20U);
    EXPECT_EQ(session.lookAt("/data/15.db").run, 99);
    EXPECT_EQ(session.looks.front().history, "/data/15.db");
}

TEST_F(StoredSettings, SettingsComeBackAsTheyWere)
{
    const Settings settings {ThemeChoice::Dark, "8h", false, false, false, "/data/h.db",
        {"json", "svg", "pdf", {1234, 567}, 120, "print", "/data/pictures"}};
    {
        QSettings out(file, QSettings::IniFormat);
        saveSettings(out, settings);
    }
    const QSettings in(file, QSettings::IniFormat);
    EXPECT_TRUE(loadSettings(in) == settings);
}

TEST_F(StoredSettings, SettingsOfANewerVersionAreIgnoredAndKept)
{
    write("[settings-2]\ntheme=dark\nbudget=\"a working week\"\n");
    const Settings mine {ThemeChoice::Light, "1h", true, true, true, "", {"tsv"}};
    {
        QSettings both(file, QSettings::IniFormat);
        EXPECT_TRUE(loadSettings(both) == Settings());
        saveSettings(both, mine);
    }
    const QSettings in(file, QSettings::IniFormat);
    EXPECT_TRUE(loadSettings(in) == mine);
    EXPECT_EQ(in.value("settings-2/theme").toString(), "dark");
    EXPECT_EQ(in.value("settings-2/budget").toString(), "a working week");
}

TEST(SettingsDialogTest, FindsASettingByItsDescriptionAndSaysWhenThereIsNone)
{
    SettingsDialog dialog((Settings()));
    const int all = dialog.shownRows();
    EXPECT_EQ(all, 6);
    auto* search = dialog.findChild<QLineEdit*>();
    QTest::keyClicks(search, "run ended");
    EXPECT_EQ(dialog.shownRows(), 1);
    QTest::keyClicks(search, "xyz");
    EXPECT_EQ(dialog.shownRows(), 0);
    search->clear();
    EXPECT_EQ(dialog.shownRows(), all);
}

TEST(SettingsDialogTest, GivesBackWhatWasChosenAndRefusesAWrongTime)
{
    const Settings before {ThemeChoice::Dark, "8h", false, true, false, "/data/h.db"};
    SettingsDialog dialog(before);
    EXPECT_TRUE(dialog.settings() == before);
    auto* save = dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Save);
    EXPECT_TRUE(save->isEnabled());
    for (auto* line : dialog.findChildren<QLineEdit*>())
        if (line->text() == "8h")
            line->setText("soon");
    EXPECT_FALSE(save->isEnabled());
    dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::RestoreDefaults)->click();
    EXPECT_TRUE(dialog.settings() == Settings());
    EXPECT_TRUE(save->isEnabled());
}

TEST(SystemSchemeTest, FollowsThePortalAndFallsBackToThePlatform)
{
    QPalette light;
    light.setColor(QPalette::Window, Qt::white);
    light.setColor(QPalette::WindowText, Qt::black);
    SystemScheme scheme(light);
    QSignalSpy changes(&scheme, &SystemScheme::changed);
    EXPECT_FALSE(scheme.isDark());
    scheme.take(1);
    EXPECT_TRUE(scheme.isDark());
    scheme.take(1);
    EXPECT_EQ(changes.count(), 1) << "the same again is no change";
    scheme.take(0);
    EXPECT_FALSE(scheme.isDark()) << "no preference: as the platform";
    QPalette dark;
    dark.setColor(QPalette::Window, Qt::black);
    dark.setColor(QPalette::WindowText, Qt::white);
    SystemScheme other(dark);
    EXPECT_TRUE(other.isDark());
    other.take(2);
    EXPECT_FALSE(other.isDark());
}

} // namespace
} // namespace autokernel::ui

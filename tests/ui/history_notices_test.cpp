// SPDX-License-Identifier: GPL-3.0-or-later
// What the real window says of a history that cannot be read, or not be written.
#include "core/store/history_fixture.h"
#include "ui/shell/evening.h"
#include "ui/shell/main_window.h"

#include "base/files.h"
#include "store/migrations.h"
#include "store/project_lock.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

#include <QTest>
#include <fstream>
#include <optional>

namespace autokernel::ui {
namespace {

class HistoryNotices : public store::test::HistoryTest
{
protected:
    HistoryNotices()
    {
        auto history = writer();
        newRun(history);
    }

    void open()
    {
        m_window = std::make_unique<MainWindow>(m_file, Theme::light());
        m_window->show();
    }
    void setVersion(int version)
    {
        SQLite::Database(m_file.string(), SQLite::OPEN_READWRITE)
            .exec("PRAGMA user_version = " + std::to_string(version));
    }
    // The file still says whose it is.
    void damage()
    {
        constexpr std::size_t kHeader = 100;
        auto bytes = store::test::unwrap(readFile(m_file));
        std::fill(bytes.begin() + kHeader, bytes.end(), 'x');
        store::test::unwrap(writeFileAtomically(m_file, bytes));
    }

    std::string notice() const
    {
        return m_window->findChild<NoticeStrip*>()->sentence().toStdString();
    }
    template <typename Part> QStringList textsIn() const
    {
        QStringList texts;
        for (const auto* label : m_window->findChild<Part*>()->template findChildren<QLabel*>())
            if (label->isVisible())
                texts << label->text();
        for (const auto* button :
            m_window->findChild<Part*>()->template findChildren<QPushButton*>())
            if (button->isVisible())
                texts << button->text();
        return texts;
    }

    std::unique_ptr<MainWindow> m_window;
};

TEST_F(HistoryNotices, aDamagedHistoryIsSaidToBeSoAndAnotherIsOffered)
{
    damage();
    open();
    ASSERT_TRUE(QTest::qWaitFor([&] { return notice() != ""; }));
    EXPECT_THAT(notice(), testing::HasSubstr("is damaged"));
    EXPECT_TRUE(textsIn<NoticeStrip>().contains("Open another history…"));
    const auto header = textsIn<RunHeader>();
    EXPECT_TRUE(header.contains("This history cannot be read")) << header.join('|').toStdString();
    EXPECT_TRUE(header.contains("●  Cannot be read"));
    EXPECT_FALSE(header.contains("New run")) << "it would be refused";
    EXPECT_FALSE(m_window->actions().find("run.new")->isEnabled());
}

TEST_F(HistoryNotices, aNewerHistoryIsReadAsSoonAsItCanBe)
{
    setVersion(999);
    open();
    ASSERT_TRUE(QTest::qWaitFor([&] { return notice() != ""; }));
    EXPECT_THAT(notice(), testing::HasSubstr("newer AutoKernel"));
    EXPECT_TRUE(textsIn<RunHeader>().contains("This history cannot be read"));
    setVersion(store::schemaVersion());
    ASSERT_TRUE(QTest::qWaitFor([&] { return m_window->snapshot() != nullptr; }));
    EXPECT_EQ(notice(), "");
    const auto header = textsIn<RunHeader>();
    EXPECT_FALSE(header.join(' ').contains("cannot be read")) << header.join('|').toStdString();
    EXPECT_TRUE(header.contains("New run"));
}

TEST_F(HistoryNotices, aHistoryThatAnotherProcessWritesIsSaidToBeReadOnlyWhileItDoes)
{
    std::optional lock = store::test::unwrap(store::ProjectLock::acquire(m_file));
    std::ofstream(store::ProjectLock::lockPath(m_file)) << 4242; // who holds it says so there
    open();
    ASSERT_TRUE(QTest::qWaitFor([&] { return m_window->snapshot() != nullptr; }));
    EXPECT_EQ(notice(),
        "Another AutoKernel (process 4242) writes this history; this window only reads it.");
    EXPECT_EQ(textsIn<NoticeStrip>().size(), 1) << "there is nothing to press";
    lock.reset();
    EXPECT_TRUE(QTest::qWaitFor([&] { return notice() == ""; }));
}

TEST_F(HistoryNotices, theyEndWithIt)
{
    setVersion(999);
    open();
    ASSERT_TRUE(QTest::qWaitFor([&] { return notice() != ""; }));
    emit m_window->evening().historyWanted(
        QString::fromStdString((m_folder.path() / "other.db").string()));
    EXPECT_EQ(notice(), "");
    EXPECT_FALSE(textsIn<RunHeader>().join(' ').contains("annot be read"));
}

} // namespace
} // namespace autokernel::ui

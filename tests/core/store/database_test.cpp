// SPDX-License-Identifier: Apache-2.0
#include "history_fixture.h"

#include "store/database.h"
#include "store/migrations.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <thread>

namespace autokernel::store {
namespace {

struct DatabaseTest : test::HistoryTest
{
    void write(std::string_view bytes) const { std::ofstream(m_file, std::ios::binary) << bytes; }
    // What both ways of opening say; they must agree where reading is concerned.
    Error openError(OpenMode mode) const
    {
        const auto database = Database::open(m_file, mode);
        EXPECT_FALSE(database) << "it opened";
        return database ? Error {} : database.error();
    }
    std::string bytes() const { return *readFile(m_file); }
};

void expectSentence(const Error& error, ErrorCode code, std::string_view part)
{
    EXPECT_EQ(error.code, code) << error.message;
    EXPECT_NE(error.message.find(part), std::string::npos) << error.message;
    EXPECT_EQ(error.message.back(), '.') << error.message;
}

TEST_F(DatabaseTest, MakesAHistoryOfThisVersionInMissingFolders)
{
    m_file = m_folder.path() / "a" / "b" / "history.db";
    auto history = writer();
    auto& sqlite = history.database().sqlite();
    EXPECT_EQ(sqlite.execAndGet("PRAGMA application_id").getInt(), kApplicationId);
    EXPECT_EQ(sqlite.execAndGet("PRAGMA user_version").getInt(), schemaVersion());
    EXPECT_EQ(sqlite.execAndGet("PRAGMA journal_mode").getString(), "wal");
    EXPECT_EQ(sqlite.execAndGet("PRAGMA synchronous").getInt(), 2);
    EXPECT_EQ(sqlite.execAndGet("PRAGMA busy_timeout").getInt(), 5000);
}

TEST_F(DatabaseTest, TakesAnEmptyFileAsANewHistory)
{
    write("");
    EXPECT_TRUE(Database::open(m_file, OpenMode::ReadWrite));
}

TEST_F(DatabaseTest, SaysWhereThereIsNoHistoryToRead)
{
    expectSentence(openError(OpenMode::ReadOnly), ErrorCode::NotFound, "There is no history at");
    EXPECT_FALSE(std::filesystem::exists(m_file));
}

TEST_F(DatabaseTest, LeavesAForeignFileAlone)
{
    for (const std::string text :
        {"This is a letter to my aunt, not a database.\n", "my diary", "a"}) {
        write(text);
        for (const OpenMode mode : {OpenMode::ReadOnly, OpenMode::ReadWrite})
            expectSentence(openError(mode), ErrorCode::InvalidInput, "belongs to another program");
        EXPECT_EQ(bytes(), text);
    }
}

TEST_F(DatabaseTest, LeavesAnotherProgramsDatabaseAlone)
{
    {
        SQLite::Database other(m_file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        other.exec("CREATE TABLE bookmarks(url TEXT)");
    }
    const std::string before = bytes();
    for (const OpenMode mode : {OpenMode::ReadOnly, OpenMode::ReadWrite})
        expectSentence(openError(mode), ErrorCode::InvalidInput, "belongs to another program");
    EXPECT_EQ(bytes(), before);
}

// Neither a lock of ours nor SQLite's own files, which a database in WAL mode gets from any reader.
TEST_F(DatabaseTest, LeavesNothingBesideWhatIsAnotherPrograms)
{
    const auto database = [&](const char* sql) {
        std::filesystem::remove(m_file);
        SQLite::Database other(m_file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        other.exec(sql);
    };
    const std::pair<const char*, std::function<void()>> cases[] {
        {"text", [&] { write("my diary, which is longer than the header of a database file is"); }},
        {"a database", [&] { database("CREATE TABLE recipes (name TEXT)"); }},
        {"one in WAL mode",
            [&] { database("PRAGMA journal_mode = WAL; CREATE TABLE recipes (name TEXT)"); }},
        {"one with a mark of its own",
            [&] {
                database("PRAGMA application_id = 7; PRAGMA journal_mode = WAL; CREATE TABLE t(a)");
            }},
    };
    for (const auto& [name, make] : cases) {
        make();
        const auto before = bytes();
        for (const auto mode : {OpenMode::ReadOnly, OpenMode::ReadWrite})
            expectSentence(openError(mode), ErrorCode::InvalidInput, "another program");
        const auto history = HistoryWriter::open(m_file);
        ASSERT_FALSE(history) << name;
        expectSentence(history.error(), ErrorCode::InvalidInput, "another program");
        EXPECT_EQ(bytes(), before) << name;
        for (const auto& entry : std::filesystem::directory_iterator(m_file.parent_path()))
            EXPECT_EQ(entry.path(), m_file) << name;
    }
}

// A process alone forgets its own locks, so that another one asks.
bool othersSeeALock(const std::filesystem::path& file)
{
    const pid_t child = ::fork();
    if (child == 0) {
        struct flock shared = {}; // SQLite's bytes for readers, which a log keeps locked
        shared.l_type = F_WRLCK;
        shared.l_whence = SEEK_SET;
        shared.l_start = 0x40000002;
        shared.l_len = 510;
        const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
        const bool isAnswered = descriptor >= 0 && ::fcntl(descriptor, F_GETLK, &shared) == 0;
        ::_exit(isAnswered && shared.l_type != F_UNLCK && shared.l_pid == ::getppid() ? 0 : 1);
    }
    int status = -1;
    return ::waitpid(child, &status, 0) == child && status == 0;
}

// Without them another program, closing what it takes for the last connection, removes the log.
TEST_F(DatabaseTest, KeepsTheLocksOfTheConnectionsBefore)
{
    const auto first = test::unwrap(Database::open(m_file, OpenMode::ReadWrite));
    EXPECT_GT(first.storedVersion(), 0);
    ASSERT_TRUE(othersSeeALock(m_file));
    for (const auto mode : {OpenMode::ReadOnly, OpenMode::ReadWrite, OpenMode::Update}) {
        const auto second = test::unwrap(Database::open(m_file, mode));
        EXPECT_TRUE(othersSeeALock(m_file)) << "beside a second connection";
    }
    EXPECT_TRUE(othersSeeALock(m_file)) << "after a second connection";
    EXPECT_TRUE(checkNotForeign(m_file));
    EXPECT_TRUE(othersSeeALock(m_file)) << "after a look at whose file it is";
}

// What SQLite leaves where a program was killed: its tables are in the log alone, or in both.
TEST_F(DatabaseTest, LeavesAnotherProgramsDatabaseAloneWhoseLogIsThere)
{
    const auto log = m_file.string() + "-wal";
    for (const char* checkpoint : {"", "PRAGMA wal_checkpoint(TRUNCATE)"}) {
        for (const char* part : {"", "-wal", "-shm"})
            std::filesystem::remove(m_file.string() + part);
        SQLite::Database other(m_file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        other.exec("PRAGMA journal_mode = WAL");
        other.exec("CREATE TABLE recipes (name TEXT)");
        other.exec(checkpoint);
        ASSERT_TRUE(std::filesystem::exists(log));
        const auto before = bytes();
        const auto logBefore = *readFile(log);
        for (const auto mode : {OpenMode::ReadOnly, OpenMode::ReadWrite})
            expectSentence(openError(mode), ErrorCode::InvalidInput, "another program");
        const auto history = HistoryWriter::open(m_file);
        ASSERT_FALSE(history) << checkpoint;
        expectSentence(history.error(), ErrorCode::InvalidInput, "another program");
        EXPECT_FALSE(std::filesystem::exists(ProjectLock::lockPath(m_file))) << checkpoint;
        EXPECT_EQ(bytes(), before) << checkpoint;
        EXPECT_EQ(*readFile(log), logBefore) << checkpoint;
    }
}

// A writer's first commit is in the log alone.
TEST_F(DatabaseTest, ReadsAHistoryWhoseMarkIsInItsLog)
{
    const auto made = test::unwrap(Database::open(m_file, OpenMode::ReadWrite));
    ASSERT_TRUE(std::filesystem::exists(m_file.string() + "-wal"));
    EXPECT_TRUE(checkNotForeign(m_file));
    EXPECT_EQ(
        test::unwrap(Database::open(m_file, OpenMode::ReadOnly)).storedVersion(), schemaVersion());
}

TEST_F(DatabaseTest, SaysOfATruncatedHistoryThatItIsDamaged)
{
    {
        writer();
    }
    std::filesystem::resize_file(m_file, 4096 + 100);
    const auto before = bytes();
    for (const OpenMode mode : {OpenMode::ReadOnly, OpenMode::ReadWrite})
        expectSentence(openError(mode), ErrorCode::Corrupt, "is damaged");
    EXPECT_EQ(bytes(), before);
}

TEST_F(DatabaseTest, RefusesANewerSchema)
{
    test::unwrap(Database::open(m_file, OpenMode::ReadWrite))
        .sqlite()
        .exec("PRAGMA user_version = 77");
    for (const OpenMode mode : {OpenMode::ReadOnly, OpenMode::ReadWrite})
        expectSentence(openError(mode), ErrorCode::Unsupported, "newer AutoKernel (schema 77");
}

TEST_F(DatabaseTest, RefusesAFolder)
{
    std::filesystem::create_directory(m_file);
    for (const OpenMode mode : {OpenMode::ReadOnly, OpenMode::ReadWrite})
        expectSentence(openError(mode), ErrorCode::InvalidInput, "is a folder");
}

// A writer that makes a history leaves it so for a moment: a reader looks again later.
TEST_F(DatabaseTest, SaysThatAHistoryIsEmptyYet)
{
    write("");
    expectSentence(openError(OpenMode::ReadOnly), ErrorCode::NotFound, "is empty");
    EXPECT_EQ(bytes(), "") << "a reader wrote it";
    {
        SQLite::Database begun(m_file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        begun.exec("PRAGMA journal_mode = WAL");
    }
    expectSentence(openError(OpenMode::ReadOnly), ErrorCode::NotFound, "is empty");
}

// Whatever moment of its making a reader meets: it is not there yet, or it is there.
TEST_F(DatabaseTest, IsMadeUnderTheEyesOfAReader)
{
    constexpr int kHistories = 40;
    for (int i = 0; i < kHistories; ++i) {
        m_file = m_folder.path() / fmt::format("{}.db", i);
        std::jthread writing([this] { test::unwrap(Database::open(m_file, OpenMode::ReadWrite)); });
        auto database = Database::open(m_file, OpenMode::ReadOnly);
        while (!database && database.error().code == ErrorCode::NotFound)
            database = Database::open(m_file, OpenMode::ReadOnly);
        ASSERT_TRUE(database) << database.error().message << " | " << database.error().detail;
        writing.join();
        EXPECT_EQ(database->storedVersion(), schemaVersion());
        // A connection to something else than the file would not see it.
        test::unwrap(Database::open(m_file, OpenMode::ReadWrite))
            .sqlite()
            .exec("INSERT INTO targets(key, type, variant, dtype, symbols, scalars) VALUES ('k', "
                  "'t', '', 'f32', '', '')");
        EXPECT_EQ(database->sqlite().execAndGet("SELECT count(*) FROM targets").getInt(), 1);
    }
}

TEST_F(DatabaseTest, SaysWhereAFolderCannotBeMade)
{
    m_file = "/proc/nowhere/history.db";
    const auto history = HistoryWriter::open(m_file);
    ASSERT_FALSE(history);
    expectSentence(history.error(), ErrorCode::Io, "/proc/nowhere cannot be made");
}

TEST_F(DatabaseTest, SaysThatAFileIsDamaged)
{
    {
        writer();
    }
    std::string damaged = bytes();
    ASSERT_GT(damaged.size(), 20'000u);
    for (std::size_t i = 100; i < 4096; ++i)
        damaged[i] = static_cast<char>(i * 31);
    write(damaged);
    for (const OpenMode mode : {OpenMode::ReadOnly, OpenMode::ReadWrite})
        expectSentence(openError(mode), ErrorCode::Corrupt, "is damaged");
    EXPECT_EQ(bytes(), damaged);
}

TEST_F(DatabaseTest, FindsDamageInsideByAQuickCheck)
{
    {
        auto history = writer();
        const RunId run = newRun(history);
        const auto target = test::unwrap(history.recordTarget(run, test::rmsnorm(), 1));
        for (int i = 0; i < 50; ++i)
            test::unwrap(history.recordExperiment(test::experiment(run, target, i)));
    }
    EXPECT_TRUE(reader().database().quickCheck());
    std::string damaged = bytes();
    for (std::size_t page = damaged.size() / 4096 - 10; page < damaged.size() / 4096; ++page)
        damaged.replace(page * 4096, 64, std::string(64, '\x5A'));
    write(damaged);
    const auto check = reader().database().quickCheck();
    ASSERT_FALSE(check);
    expectSentence(check.error(), ErrorCode::Corrupt, "is damaged");
    EXPECT_FALSE(check.error().detail.empty());
}

// What a crash may have done to the pages shows when the next run begins, and not at its keep.
TEST_F(DatabaseTest, IsReadWholeWhereTheLastWriterDied)
{
    for (const bool hasEnded : {true, false}) {
        std::filesystem::remove(m_file);
        {
            auto history = writer();
            const RunId run = newRun(history);
            const auto target = test::unwrap(history.recordTarget(run, test::rmsnorm(), 1));
            for (int i = 0; i < 50; ++i)
                test::unwrap(history.recordExperiment(test::experiment(run, target, i)));
            if (hasEnded)
                test::unwrap(history.setRunState(run, RunState::Finished, "done"));
        }
        std::string damaged = bytes();
        for (std::size_t page = damaged.size() / 4096 - 10; page < damaged.size() / 4096; ++page)
            damaged.replace(page * 4096, 64, std::string(64, '\x5A'));
        write(damaged);
        const auto opened = HistoryWriter::open(m_file);
        EXPECT_EQ(opened.has_value(), hasEnded);
        if (!opened) {
            expectSentence(opened.error(), ErrorCode::Corrupt, "is damaged");
            EXPECT_EQ(bytes(), damaged);
        }
    }
}

TEST_F(DatabaseTest, SaysThatAnotherProgramIsBusyInIt)
{
    auto history = test::unwrap(Database::open(m_file, OpenMode::ReadWrite));
    history.sqlite().setBusyTimeout(20);
    SQLite::Database other(m_file.string(), SQLite::OPEN_READWRITE);
    other.exec("BEGIN IMMEDIATE");
    const auto result = history.transaction([] {});
    ASSERT_FALSE(result);
    expectSentence(result.error(), ErrorCode::Locked, "locked by another program");
    other.exec("COMMIT");
    EXPECT_TRUE(history.transaction([] {}));
}

TEST_F(DatabaseTest, StoresNothingOfATransactionThatFails)
{
    auto history = test::unwrap(Database::open(m_file, OpenMode::ReadWrite));
    const auto result = history.transaction([&] {
        history.sqlite().exec("INSERT INTO thresholds(thresholds) VALUES ('{}')");
        history.sqlite().exec("INSERT INTO nowhere VALUES (1)");
    });
    EXPECT_FALSE(result);
    EXPECT_EQ(history.sqlite().execAndGet("SELECT count(*) FROM thresholds").getInt(), 0);
}

TEST_F(DatabaseTest, TellsReadersThatSomethingChanged)
{
    auto history = writer();
    const auto live = reader();
    const auto before = live.dataVersion();
    EXPECT_EQ(live.dataVersion(), before);
    newRun(history);
    EXPECT_NE(live.dataVersion(), before);
}

} // namespace
} // namespace autokernel::store

// SPDX-License-Identifier: Apache-2.0
#include "store/database.h"

#include "base/json.h"
#include "store/migrations.h"
#include "store/sqlite_error.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <unordered_map>

namespace autokernel::store {
namespace fs = std::filesystem;
namespace {

constexpr std::uintmax_t kMagicBytes = 16; // "SQLite format 3", in front of every database

Error foreign(const fs::path& file)
{
    return {ErrorCode::InvalidInput,
        fmt::format(
            "{} belongs to another program; it is not an AutoKernel history and was left alone. {}",
            file.string(), kChoose),
        {}};
}

// Everything that can be told without opening the file. Only SQLite opens it: closing a descriptor
// of it would drop every lock that this process holds on it, SQLite's own included, and another
// program might then remove the log that a connection of ours still writes to.
Result<void> inspectFile(const fs::path& file, OpenMode mode)
{
    std::error_code error;
    const auto status = fs::status(file, error);
    if (fs::is_directory(status))
        return fail(ErrorCode::InvalidInput, "{} is a folder, not a history file. {}",
            file.string(), kChoose);
    if (!fs::exists(status)) {
        if (mode != OpenMode::ReadWrite)
            return fail(ErrorCode::NotFound,
                "There is no history at {}. `autokernel-cli run` makes one; --history names "
                "another.",
                file.string());
        return {};
    }
    if (::access(file.c_str(), R_OK) != 0)
        return fail(ErrorCode::Io, "{} cannot be read: {}.", file.string(), std::strerror(errno));
    if (const auto size = fs::file_size(file, error); !error && size > 0 && size < kMagicBytes)
        return fail(foreign(file)); // of which SQLite takes some for empty
    return {};
}

int pragma(SQLite::Database& database, const char* sql)
{
    return database.execAndGet(sql).getInt();
}

// All missing steps and the version in one transaction: a history is of one version or of the next,
// never in between.
void migrate(SQLite::Database& database)
{
    const int version = pragma(database, "PRAGMA user_version");
    if (version == schemaVersion())
        return;
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    for (const char* step : migrations().subspan(static_cast<std::size_t>(version)))
        database.exec(step);
    database.exec(fmt::format("PRAGMA application_id = {}", kApplicationId));
    database.exec(fmt::format("PRAGMA user_version = {}", schemaVersion()));
    transaction.commit();
}

// The file alone, as if nobody wrote it: SQLite then makes no files of its own beside it.
SQLite::Database connectImmutable(const fs::path& file)
{
    std::string uri = "file:";
    for (const char c : fs::absolute(file).string())
        uri += std::strchr("%?#", c) != nullptr ? fmt::format("%{:02X}", static_cast<unsigned>(c))
                                                : std::string(1, c);
    return {uri + "?immutable=1", SQLite::OPEN_READONLY | SQLite::OPEN_URI, kBusyMilliseconds};
}

// A journal in WAL mode needs its folder to be writable even for readers; without it, and without a
// writer, the file alone is the whole truth.
SQLite::Database connect(const fs::path& file, OpenMode mode)
{
    if (mode == OpenMode::ReadWrite)
        return {file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, kBusyMilliseconds};
    if (mode == OpenMode::Update)
        return {file.string(), SQLite::OPEN_READWRITE, kBusyMilliseconds};
    try {
        SQLite::Database database(file.string(), SQLite::OPEN_READONLY, kBusyMilliseconds);
        database.execAndGet("SELECT count(*) FROM sqlite_schema");
        return database;
    } catch (const SQLite::Exception& exception) {
        if (exception.getErrorCode() != SQLITE_CANTOPEN || fs::exists(file.string() + "-wal"))
            throw;
    }
    return connectImmutable(file);
}

Result<void> checkOwner(SQLite::Database& database, const fs::path& file, OpenMode mode)
{
    // Tables first: a writer that makes a history between the two questions adds both at once.
    const bool isEmpty = pragma(database, "SELECT count(*) FROM sqlite_schema") == 0;
    const int application = pragma(database, "PRAGMA application_id");
    if (application == kApplicationId)
        return {};
    if (application != 0 || !isEmpty)
        return fail(foreign(file));
    // As a writer leaves it for a moment when it makes a history.
    if (mode != OpenMode::ReadWrite)
        return fail(ErrorCode::NotFound, "{} is empty.", file.string());
    return {};
}

// By the file without its log. nullopt: that does not tell.
std::optional<Result<void>> inspectImmutable(const fs::path& file, bool hasLog)
{
    try {
        auto database = connectImmutable(file);
        if (const int application = pragma(database, "PRAGMA application_id"); application != 0)
            return application == kApplicationId ? Result<void>() : fail(foreign(file));
        auto owned = checkOwner(database, file, OpenMode::ReadWrite);
        if (owned && hasLog)
            return std::nullopt; // without tables: what it is, its log knows
        return owned;
    } catch (const SQLite::Exception& exception) {
        // A log that is being moved into the file makes it look damaged.
        if (exception.getErrorCode() == SQLITE_CORRUPT && hasLog)
            return std::nullopt;
        return fail(
            exception.getErrorCode() == SQLITE_NOTADB ? foreign(file) : errorOf(exception, file));
    }
}

// Whose the file is, told without leaving anything beside another program's: no lock of ours, and
// none of SQLite's files but where there is a log already.
Result<void> inspectDatabase(const fs::path& file)
{
    std::error_code error;
    if (!fs::exists(file, error) || fs::is_empty(file, error))
        return {}; // a new history
    if (const auto told = inspectImmutable(file, fs::exists(file.string() + "-wal", error)))
        return *told;
    try {
        auto database = connect(file, OpenMode::ReadOnly);
        return checkOwner(database, file, OpenMode::ReadWrite);
    } catch (const SQLite::Exception& exception) {
        return fail(errorOf(exception, file));
    }
}

Result<void> checkVersion(SQLite::Database& database, const fs::path& file, OpenMode mode)
{
    const int version = pragma(database, "PRAGMA user_version");
    if (version > schemaVersion())
        return fail(ErrorCode::Unsupported,
            "{} was written by a newer AutoKernel (schema {}, this program knows {}). Update "
            "AutoKernel, or choose another file with --history.",
            file.string(), version, schemaVersion());
    const int oldest = mode == OpenMode::ReadOnly ? kOldestReadableVersion
        : mode == OpenMode::Update                ? schemaVersion()
                                                  : 0;
    if (version < oldest)
        return fail(ErrorCode::Unsupported,
            "{} was written by an older AutoKernel (schema {}, this program needs {}). Opening it "
            "once with `autokernel-cli resume` brings it up to date.",
            file.string(), version, schemaVersion());
    return {};
}

Result<void> prepareForWriting(SQLite::Database& database, const fs::path& file, OpenMode mode)
{
    if (sqlite3_db_readonly(database.getHandle(), "main") == 1)
        return fail(
            ErrorCode::Io, "{} cannot be written: it is read-only. {}", file.string(), kChoose);
    if (mode == OpenMode::ReadWrite)
        database.exec("PRAGMA journal_mode = WAL");
    database.exec("PRAGMA synchronous = FULL");
    database.exec("PRAGMA foreign_keys = ON");
    if (mode == OpenMode::ReadWrite)
        migrate(database);
    return {};
}

// What the steps since its version would have added, empty and in this connection alone: one set of
// queries reads every history.
void imagineLaterTables(SQLite::Database& database)
{
    const int version = pragma(database, "PRAGMA user_version");
    if (version == schemaVersion())
        return;
    database.exec("PRAGMA temp_store = MEMORY");
    for (const char* step : migrations().subspan(static_cast<std::size_t>(version))) {
        std::string sql(step);
        constexpr std::string_view kCreate = "CREATE TABLE ";
        for (auto at = sql.find(kCreate); at != std::string::npos; at = sql.find(kCreate, at + 1))
            sql.replace(at, kCreate.size(), "CREATE TEMP TABLE ");
        database.exec(sql);
    }
}

} // namespace

Result<void> checkNotForeign(const fs::path& file)
{
    AK_TRY(inspectFile(file, OpenMode::ReadWrite));
    return inspectDatabase(file);
}

struct Database::State
{
    fs::path file;
    SQLite::Database sqlite;
    std::unordered_map<std::string, std::unique_ptr<SQLite::Statement>> statements;
};

Database::Database(std::unique_ptr<State> state)
    : m_state(std::move(state))
{
}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const fs::path& file, OpenMode mode)
{
    AK_TRY(inspectFile(file, mode));
    AK_TRY(inspectDatabase(file));
    try {
        Database database(std::unique_ptr<State>(new State {file, connect(file, mode), {}}));
        AK_TRY(checkOwner(database.sqlite(), file, mode));
        AK_TRY(checkVersion(database.sqlite(), file, mode));
        if (mode == OpenMode::ReadOnly)
            imagineLaterTables(database.sqlite());
        else
            AK_TRY(prepareForWriting(database.sqlite(), file, mode));
        return database;
    } catch (const SQLite::Exception& exception) {
        return fail(errorOf(exception, file));
    }
}

const fs::path& Database::file() const
{
    return m_state->file;
}

SQLite::Database& Database::sqlite() const
{
    return m_state->sqlite;
}

SQLite::Statement& Database::statement(const char* sql) const
{
    auto found = m_state->statements.find(sql);
    if (found == m_state->statements.end()) {
        auto prepared = std::make_unique<SQLite::Statement>(m_state->sqlite, sql);
        found = m_state->statements.emplace(sql, std::move(prepared)).first;
    }
    found->second->reset();
    found->second->clearBindings();
    return *found->second;
}

Result<void> Database::guarded(const std::function<void()>& work) const
{
    try {
        work();
        return {};
    } catch (const SQLite::Exception& exception) {
        return fail(errorOf(exception, m_state->file));
    } catch (const Json::exception& exception) {
        return fail(Error {ErrorCode::Corrupt,
            fmt::format(
                "{} holds a value that cannot be read; it may be damaged.", m_state->file.string()),
            exception.what()});
    } catch (const Error& error) {
        return fail(error);
    }
}

Result<void> Database::transaction(const std::function<void()>& work)
{
    return guarded([&] {
        SQLite::Transaction transaction(m_state->sqlite, SQLite::TransactionBehavior::IMMEDIATE);
        work();
        transaction.commit();
    });
}

int Database::storedVersion() const
{
    try {
        return pragma(m_state->sqlite, "PRAGMA user_version");
    } catch (const SQLite::Exception&) {
        return -1; // whoever reads next gets the sentence
    }
}

std::int64_t Database::dataVersion() const
{
    try {
        auto& query = statement("PRAGMA data_version");
        query.executeStep();
        const std::int64_t version = query.getColumn(0).getInt64();
        query.reset();
        return version;
    } catch (const SQLite::Exception&) {
        return -1; // a change: whoever reads next gets the sentence
    }
}

Result<void> Database::quickCheck() const
{
    std::string finding;
    AK_TRY(guarded(
        [&] { finding = m_state->sqlite.execAndGet("PRAGMA quick_check(1)").getString(); }));
    if (finding != "ok")
        return fail(Error {ErrorCode::Corrupt,
            fmt::format(
                "{} is damaged. It was not changed; keep a copy and try `sqlite3 {} .recover`.",
                m_state->file.string(), m_state->file.string()),
            finding});
    return {};
}

void Database::limitBytes(std::uint64_t bytes)
{
    const auto pageSize = static_cast<std::uint64_t>(pragma(m_state->sqlite, "PRAGMA page_size"));
    m_state->sqlite.exec(fmt::format("PRAGMA max_page_count = {}", bytes / pageSize));
}

} // namespace autokernel::store

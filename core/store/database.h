// SPDX-License-Identifier: Apache-2.0
// One history file: opening it in the right mode, telling apart everything that can be wrong with
// it, and turning SQLite's failures into sentences. A connection belongs to one thread.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace SQLite {
class Database;
class Statement;
} // namespace SQLite

namespace autokernel::store {

enum class OpenMode
{
    ReadOnly, // an existing history that this program can read; never waits for the writer
    ReadWrite, // creates and migrates; the caller holds the ProjectLock
    Update, // an existing history of this schema version, beside whoever holds the ProjectLock
};

// An error where the file is there and is no history (InvalidInput: foreign, a folder). Asked
// before a lock is made beside it: what is another program's gets no file of ours for a neighbour.
Result<void> checkNotForeign(const std::filesystem::path& file);

class Database
{
public:
    // NotFound: no such file (but ReadWrite). InvalidInput: foreign file, folder. Unsupported:
    // written by a newer version, or by one that is too old for this mode. Corrupt: damaged.
    // Locked: busy for over 5 s. Io: unwritable, unreadable, full.
    static Result<Database> open(const std::filesystem::path& file, OpenMode mode);
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;
    ~Database();

    const std::filesystem::path& file() const;
    SQLite::Database& sqlite() const;
    // A statement of this SQL text, prepared once, reset and without bindings. Valid until the next
    // request for the same text.
    SQLite::Statement& statement(const char* sql) const;

    // Runs `work` and turns what SQLite throws into an Error.
    Result<void> guarded(const std::function<void()>& work) const;
    // The same inside one transaction: all of it is stored, or nothing.
    Result<void> transaction(const std::function<void()>& work);

    // The schema version of the file as it is now, which another process may have raised.
    int storedVersion() const;
    // Changes when another connection has written; cheap enough to poll.
    std::int64_t dataVersion() const;
    // Reads every page; minutes on a large file. Corrupt names what SQLite found.
    Result<void> quickCheck() const;
    // The file may not grow past this; reaching it is reported as a full disk.
    void limitBytes(std::uint64_t bytes);

private:
    struct State;
    explicit Database(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace autokernel::store

// SPDX-License-Identifier: Apache-2.0
// What a person says of experiments and runs: pins, notes, tags, and which experiment of a kernel
// others are compared with. No run reads any of it, so it may be written while another process
// works on a run (ARCHITECTURE.md, The history). A writer and a reader belong to one thread each.
#pragma once

#include "store/history_reader.h"

#include <map>
#include <string>
#include <vector>

namespace autokernel::store {

struct Annotation
{
    bool isPinned = false;
    std::string note; // plain text, lines end in "\n"
    std::vector<std::string> tags; // sorted, each once

    bool isEmpty() const { return !isPinned && note.empty() && tags.empty(); }
    bool operator==(const Annotation&) const = default;
};

// Blanks around the note and the tags go, as do empty and repeated tags.
Annotation tidy(Annotation annotation);
// "slow, look again": tags as people type them.
std::vector<std::string> tagsFromText(std::string_view text);
std::string textOfTags(const std::vector<std::string>& tags);

// Of one run; what says nothing is not in it.
struct RunAnnotations
{
    Annotation run;
    std::map<ExperimentId, Annotation> experiments;
    std::map<TargetId, ExperimentId> baselines; // chosen by the user
};
Result<RunAnnotations> readAnnotations(const HistoryReader& reader, RunId run);

class AnnotationWriter
{
public:
    // Needs an existing history. One of an older version is brought up to date, unless a run holds
    // it (Locked): that run's program could not open it again.
    static Result<AnnotationWriter> open(const std::filesystem::path& file);

    // Each is one transaction of one row that is on disk when it returns, or nothing. NotFound: no
    // such row. Locked: another program was busy in the file for over 5 s. Io: read-only, full.
    // An annotation that says nothing removes the stored one.
    Result<void> annotate(ExperimentId experiment, const Annotation& annotation);
    Result<void> annotate(RunId run, const Annotation& annotation);
    // What other experiments of this run's kernel are compared with; not valid: the default again.
    Result<void> setBaseline(RunId run, TargetId target, ExperimentId experiment);

    Database& database() { return m_database; }

private:
    explicit AnnotationWriter(Database database)
        : m_database(std::move(database))
    {
    }
    Database m_database;
};

} // namespace autokernel::store

// SPDX-License-Identifier: Apache-2.0
#include "store/annotations.h"

#include "store/migrations.h"
#include "store/project_lock.h"
#include "store/query.h"
#include "store/timestamp.h"

#include <algorithm>

namespace autokernel::store {
namespace {

constexpr std::size_t kLongestNote = 16 * 1024; // bytes
constexpr std::size_t kLongestTag = 64;

constexpr const char* kSelectOfExperiments = R"(
SELECT a.experiment_id, a.is_pinned, a.note, a.tags
FROM experiment_annotations a JOIN experiments e ON e.id = a.experiment_id
WHERE e.run_id = ?)";
constexpr const char* kSelectOfRun
    = "SELECT is_pinned, note, tags FROM run_annotations WHERE run_id = ?";
constexpr const char* kSelectBaselines
    = "SELECT target_id, experiment_id FROM baselines WHERE run_id = ?";

constexpr const char* kHasExperiment = "SELECT 1 FROM experiments WHERE id = ?";
constexpr const char* kHasRun = "SELECT 1 FROM runs WHERE id = ?";
constexpr const char* kHasExperimentOfKernel
    = "SELECT 1 FROM experiments WHERE id = ? AND run_id = ? AND target_id = ?";

constexpr const char* kStoreOfExperiment = R"(
INSERT OR REPLACE INTO experiment_annotations(experiment_id, is_pinned, note, tags, changed_at)
VALUES (?, ?, ?, ?, ?))";
constexpr const char* kRemoveOfExperiment
    = "DELETE FROM experiment_annotations WHERE experiment_id = ?";
constexpr const char* kStoreOfRun = R"(
INSERT OR REPLACE INTO run_annotations(run_id, is_pinned, note, tags, changed_at)
VALUES (?, ?, ?, ?, ?))";
constexpr const char* kRemoveOfRun = "DELETE FROM run_annotations WHERE run_id = ?";
constexpr const char* kStoreBaseline
    = "INSERT OR REPLACE INTO baselines(run_id, target_id, experiment_id) VALUES (?, ?, ?)";
constexpr const char* kRemoveBaseline = "DELETE FROM baselines WHERE run_id = ? AND target_id = ?";

std::string trimmed(std::string_view text)
{
    constexpr std::string_view kBlanks = " \t\r\n";
    const auto first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos)
        return {};
    return std::string(text.substr(first, text.find_last_not_of(kBlanks) - first + 1));
}

Annotation readAnnotation(Query& query)
{
    Annotation annotation;
    annotation.isPinned = query.boolean();
    annotation.note = query.text();
    valueOrThrow(parseJson(query.text())).get_to(annotation.tags);
    return annotation;
}

Result<void> checkLengths(const Annotation& annotation)
{
    if (annotation.note.size() > kLongestNote)
        return fail(ErrorCode::InvalidInput,
            "A note may have up to {} bytes; this one has {}. Keep longer texts in a file and "
            "name it here.",
            kLongestNote, annotation.note.size());
    for (const auto& tag : annotation.tags)
        if (tag.size() > kLongestTag)
            return fail(ErrorCode::InvalidInput, "A tag may have up to {} bytes; '{}' has {}.",
                kLongestTag, tag, tag.size());
    return {};
}

struct Statements
{
    const char* has;
    const char* store;
    const char* remove;
};

template <typename IdType>
Result<void> write(
    Database& database, const Statements& sql, IdType id, const char* what, const Annotation& given)
{
    const Annotation annotation = tidy(given);
    AK_TRY(checkLengths(annotation));
    return database.transaction([&] {
        if (!Query(database, sql.has, id).next())
            throw Error {ErrorCode::NotFound,
                fmt::format("There is no {} {} in {}.", what, id.value, database.file().string()),
                {}};
        if (annotation.isEmpty())
            Query(database, sql.remove, id).run();
        else
            Query(database, sql.store, id, annotation.isPinned, annotation.note,
                dumpLine(annotation.tags), utcNow())
                .run();
    });
}

} // namespace

Annotation tidy(Annotation annotation)
{
    annotation.note = trimmed(annotation.note);
    std::vector<std::string> tags;
    for (const auto& tag : annotation.tags)
        if (auto kept = trimmed(tag); !kept.empty())
            tags.push_back(std::move(kept));
    std::sort(tags.begin(), tags.end());
    tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
    annotation.tags = std::move(tags);
    return annotation;
}

std::vector<std::string> tagsFromText(std::string_view text)
{
    Annotation annotation;
    while (!text.empty()) {
        const auto comma = text.find(',');
        annotation.tags.emplace_back(text.substr(0, comma));
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    }
    return tidy(std::move(annotation)).tags;
}

std::string textOfTags(const std::vector<std::string>& tags)
{
    return fmt::format("{}", fmt::join(tags, ", "));
}

Result<RunAnnotations> readAnnotations(const HistoryReader& reader, RunId run)
{
    RunAnnotations result;
    const Database& database = reader.database();
    AK_TRY(database.guarded([&] {
        Query experiments(database, kSelectOfExperiments, run);
        while (experiments.next()) {
            const auto id = experiments.id<ExperimentId>();
            result.experiments[id] = readAnnotation(experiments);
        }
        if (Query ofRun(database, kSelectOfRun, run); ofRun.next())
            result.run = readAnnotation(ofRun);
        Query baselines(database, kSelectBaselines, run);
        while (baselines.next()) {
            const auto target = baselines.id<TargetId>();
            result.baselines[target] = baselines.id<ExperimentId>();
        }
    }));
    return result;
}

Result<AnnotationWriter> AnnotationWriter::open(const std::filesystem::path& file)
{
    {
        AK_ASSIGN(const auto stored, Database::open(file, OpenMode::ReadOnly));
        if (stored.storedVersion() == schemaVersion()) {
            AK_ASSIGN(auto database, Database::open(file, OpenMode::Update));
            return AnnotationWriter(std::move(database));
        }
    }
    // Whoever migrates holds the lock, so that no run of an older program is cut off.
    auto lock = ProjectLock::acquire(file);
    if (!lock && lock.error().code == ErrorCode::Locked)
        return fail(ErrorCode::Locked,
            "{} is being written by an older AutoKernel. Pins and notes can be stored when its "
            "run has ended.",
            file.string());
    if (!lock)
        return fail(lock.error());
    AK_ASSIGN(auto migrated, Database::open(file, OpenMode::ReadWrite));
    return AnnotationWriter(std::move(migrated));
}

Result<void> AnnotationWriter::annotate(ExperimentId experiment, const Annotation& annotation)
{
    return write(m_database, {kHasExperiment, kStoreOfExperiment, kRemoveOfExperiment}, experiment,
        "experiment", annotation);
}

Result<void> AnnotationWriter::annotate(RunId run, const Annotation& annotation)
{
    return write(m_database, {kHasRun, kStoreOfRun, kRemoveOfRun}, run, "run", annotation);
}

Result<void> AnnotationWriter::setBaseline(RunId run, TargetId target, ExperimentId experiment)
{
    return m_database.transaction([&] {
        if (!experiment.isValid())
            return Query(m_database, kRemoveBaseline, run, target).run();
        if (!Query(m_database, kHasExperimentOfKernel, experiment, run, target).next())
            throw Error {ErrorCode::NotFound,
                fmt::format("Experiment {} is not of this run and kernel.", experiment.value), {}};
        Query(m_database, kStoreBaseline, run, target, experiment).run();
    });
}

} // namespace autokernel::store

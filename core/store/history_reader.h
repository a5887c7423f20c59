// SPDX-License-Identifier: Apache-2.0
// Reads a history, live while a writer works on it. Read-only; each reader belongs to one thread.
// Corrupt or vanished files are Errors; an id that is not there is NotFound.
#pragma once

#include "store/database.h"
#include "store/records.h"

#include <map>
#include <string>
#include <vector>

namespace autokernel::store {

struct RunSummary
{
    RunId id;
    RunKind kind = RunKind::Model;
    RunState state = RunState::Active; // Interrupted where its process died
    std::string startedAt;
    std::string endedAt; // "" while it runs
    std::string subject; // model, or target of a kernel run
    std::string device; // id and name
    std::string summary; // the outcome in one sentence, "" until known
    std::int64_t experiments = 0;
    std::int64_t kept = 0;
};

struct RunDetails
{
    RunSummary summary;
    Json config;
    std::uint64_t seed = 0;
    std::string commandLine;
    std::string version;
    std::string heartbeatAt;
    protocol::DeviceInfo device;
    DeviceId deviceId;
    std::optional<protocol::ModelInfo> model;
    std::map<std::string, std::int64_t> verdictCounts; // by judge's text; controls left out
    double experimentSeconds = 0; // compile, check and time together
};

struct TargetRow
{
    TargetId id;
    kernel::Target target;
    double share = 0; // of the model's time, in [0, 1]
    std::string state; // "queued", "searching", "done"
    std::string reason;
    std::int64_t experiments = 0;
};

struct ExperimentRow
{
    ExperimentId id;
    std::int64_t number = 0; // within its run, from 1
    RunId run;
    TargetId target;
    std::string targetKey;
    CandidateId candidate;
    std::string title;
    std::string mutator;
    std::string idea;
    ControlKind control = ControlKind::None;
    judge::Verdict verdict;
    bool isDemoted = false; // a later look took its keep back; report::printAlike says so
    ExperimentStage stageReached = ExperimentStage::Compile;
    std::optional<SpeedupInterval> overIncumbent;
    std::optional<SpeedupInterval> overStarter;
    std::optional<SpeedupInterval> overEager;
    std::optional<double> candidateMicroseconds;
    std::optional<double> incumbentMicroseconds;
    std::string startedAt;
    double seconds = 0; // compile, check and time
    double compileSeconds = 0;
    double checkSeconds = 0;
    double timeSeconds = 0;
};

// What a chart of a whole run needs of each experiment: no texts of the candidate or the judge.
struct ExperimentBrief
{
    ExperimentId id;
    std::int64_t number = 0;
    TargetId target;
    judge::VerdictKind verdict {};
    ControlKind control = ControlKind::None;
    ExperimentStage stageReached = ExperimentStage::Compile;
    std::optional<SpeedupInterval> overIncumbent;
    std::optional<SpeedupInterval> overEager;
    std::optional<double> candidateMicroseconds;
    double startedAt = 0; // seconds since 1970, UTC; NaN where it is not known
    double seconds = 0; // compile, check and time
    std::string mutator;
    std::string idea;
};

// What a search for words looks at.
struct ExperimentText
{
    ExperimentId id;
    std::string text; // title, idea and the judge's sentence, one a line
};

enum class ExperimentOrder
{
    Newest,
    Oldest,
    Fastest
};

struct ExperimentQuery
{
    RunId run; // not valid: all runs
    TargetId target; // not valid: all
    std::string
        verdict; // "": all; else the judge's text, or "failed" for all that never got a time
    std::string text; // part of title, idea, reason or note
    bool onlyPinned = false;
    std::string tag; // "": all
    bool withControls = true; // false: experiments of the search alone
    ExperimentOrder order = ExperimentOrder::Newest;
    ExperimentId after; // Newest and Oldest: the last row of the page before
    int limit = 100;
};

struct CandidateRow
{
    CandidateId id;
    TargetId target;
    std::string sourceSha256;
    NewCandidate candidate;
};

struct ExperimentDetails
{
    ExperimentRow row;
    CandidateRow candidate;
    std::vector<CandidateId> parents;
    CandidateId incumbent;
    judge::Thresholds thresholds;
    Json judgeContext;
    std::uint64_t seed = 0;
    std::string binarySha256;
    std::string compileLog;
    std::vector<protocol::StageEvidence> checks;
    std::vector<StoredBlock> blocks;
    std::optional<Keep> keep;
};

struct KeepRow
{
    ExperimentRow experiment;
    Keep keep;
    std::string demotedBecause; // "": it stands
    std::string notRevalidatedBecause; // "": it was tried again, or nobody tried
    std::int64_t blocks = 0; // of samples, later ones of its re-validation too
};

struct LadderRow
{
    LadderRecord record;
    double medianMicroseconds = 0; // NaN where it could not run
    double lowMicroseconds = 0; // 95 % interval of the median
    double highMicroseconds = 0;
    std::string measuredAt;
};

struct EndToEndRow
{
    EndToEndId id;
    EndToEndRecord record;
    std::string measuredAt;
    std::int64_t experimentsBefore = 0; // of the run, when it was measured
};

struct StoredRoofs
{
    RoofsId id;
    roofline::Roofs roofs;
};

struct StoredAlarm
{
    AlarmId id;
    judge::Alarm alarm;
    ExperimentId experiment; // where one is to blame
    std::string raisedAt;
    bool isOpen = true;
};

struct LogLine
{
    std::string at;
    LogLevel level = LogLevel::Info;
    std::string text;
};

class HistoryReader
{
public:
    static Result<HistoryReader> open(const std::filesystem::path& file);

    std::int64_t dataVersion() const { return m_database.dataVersion(); }

    Result<std::vector<RunSummary>> runs(int limit = 100) const; // newest first
    Result<RunDetails> run(RunId id) const;
    Result<RunId> lastRun() const;
    Result<std::vector<TargetRow>> targets(RunId run) const; // largest share first
    Result<std::optional<protocol::Profile>> profile(RunId run) const; // the first of the run
    Result<std::optional<StoredRoofs>> latestRoofs(DeviceId device) const;
    Result<std::optional<DeviceId>> findDevice(const std::string& signature) const;

    Result<std::vector<ExperimentRow>> experiments(const ExperimentQuery& query) const;
    // Oldest first, those behind `after`: a follower reads on where it stopped.
    Result<std::vector<ExperimentBrief>> briefs(RunId run, ExperimentId after, int limit) const;
    Result<std::vector<ExperimentText>> texts(RunId run, ExperimentId after, int limit) const;
    Result<ExperimentRow> experimentRow(ExperimentId id) const;
    // What the judge took for the noise floor, a log ratio; nullopt where it was not asked.
    Result<std::optional<double>> noiseFloor(ExperimentId id) const;
    Result<ExperimentDetails> experiment(ExperimentId id) const;
    Result<ExperimentId> experimentByNumber(RunId run, std::int64_t number) const;
    Result<CandidateRow> candidate(CandidateId id) const;
    Result<std::vector<KeepRow>> keeps(RunId run) const; // oldest first, demoted ones too

    Result<std::vector<LadderRow>> ladder(RunId run) const;
    Result<std::vector<EndToEndRow>> endToEnd(RunId run) const; // oldest first
    Result<std::vector<StoredAlarm>> alarms(RunId run) const;
    Result<std::vector<LogLine>> logLines(
        RunId run, int limit = 1000) const; // oldest first, the last ones

    const Database& database() const { return m_database; }

private:
    explicit HistoryReader(Database database);
    Database m_database;
};

} // namespace autokernel::store

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/ladder_session.h"

#include "ui/text.h"

#include "engine/model_ladder_run.h"

namespace autokernel::ui {
namespace {

using namespace std::chrono_literals;
constexpr auto kDeadline = 1800s; // of one command; the ladder's own budget is far below

Result<protocol::ModelLadder> measureLadder(
    const engine::ModelLadderPlan& plan, const WorkerMaker& workers)
{
    const auto worker = workers(engine::workerCommandOf(plan.config));
    AK_ASSIGN(auto outcome, engine::runModelLadder(plan, *worker));
    return std::move(outcome.ladder);
}

} // namespace

LadderSession::LadderSession(WorkerMaker workers, QObject* parent)
    : QObject(parent)
    , m_workers(std::move(workers))
{
}

void LadderSession::measure(const engine::RunConfig& config, const std::filesystem::path& history)
{
    m_background.start(
        [this, config, history, workers = m_workers](
            std::stop_token stop, const Background::Say& say) {
            engine::ModelLadderPlan plan;
            plan.config = config;
            plan.history = history;
            plan.commandLine = "Measured from the window, before a new run; no command line did it";
            plan.call = {kDeadline,
                [this, say](const std::string& what, double fraction) {
                    say([this, what, fraction] { emit doing(text(what), fraction); });
                },
                stop};
            return measureLadder(plan, workers);
        },
        [this](Result<protocol::ModelLadder> ladder) {
            if (ladder)
                emit measured(*ladder);
            else
                emit failed(text(ladder.error().message));
        });
}

void LadderSession::cancel()
{
    m_background.cancel();
}

} // namespace autokernel::ui

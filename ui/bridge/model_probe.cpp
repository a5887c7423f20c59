// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/model_probe.h"

#include "ui/text.h"

#include "engine/engine.h"

namespace autokernel::ui {
namespace {

using namespace std::chrono_literals;
constexpr auto kDeadline = 900s; // the engine's own for loading a model

} // namespace

ModelProbe::ModelProbe(WorkerMaker workers, QObject* parent)
    : QObject(parent)
    , m_workers(std::move(workers))
{
}

void ModelProbe::read(const engine::RunConfig& config)
{
    m_background.start(
        [this, config, workers = m_workers](std::stop_token stop, const Background::Say& say) {
            const auto worker = workers(engine::workerCommandOf(config));
            const auto progress = [this, say](const std::string& what, double) {
                say([this, what] { emit doing(text(what)); });
            };
            return worker->ask<protocol::ModelInfo>(
                "load_model", *config.model, {kDeadline, progress, stop});
        },
        [this](Result<protocol::ModelInfo> model) {
            if (model)
                emit ready(*model);
            else
                emit failed(text(model.error().message));
        });
}

void ModelProbe::cancel()
{
    m_background.cancel();
}

} // namespace autokernel::ui

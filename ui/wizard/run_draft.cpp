// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/run_draft.h"

#include "ui/text.h"

#include "engine/run_toml.h"
#include "mutate/target_search.h"

#include <QFileInfo>
#include <QObject>
#include <QRegularExpression>

namespace autokernel::ui {
namespace {

tl::unexpected<Error> refuse(const QString& sentence)
{
    return fail(Error {ErrorCode::InvalidInput, sentence.toStdString(), {}});
}

Result<void> addSubject(const RunDraft& draft, engine::RunConfig& config)
{
    config.workerPrefix = draft.workerPrefix;
    for (const auto& root : draft.kernelRoots)
        config.kernelRoots.emplace_back(root.toStdString());
    if (draft.subject == RunDraft::Subject::Kernel) {
        if (draft.kernel.isEmpty())
            return refuse(QObject::tr("Choose a kernel type."));
        config.target = kernel::Target {};
        config.target->type = draft.kernel.toStdString();
        return {};
    }
    config.model = protocol::LoadModel {};
    if (draft.subject == RunDraft::Subject::Example) {
        config.model->example = draft.example.toStdString();
        return {};
    }
    if (draft.file.isEmpty())
        return refuse(QObject::tr("Choose the model's file, or drop it here."));
    if (!draft.file.endsWith(".pt") && !draft.isPython())
        return refuse(QObject::tr("%1 is neither TorchScript (.pt) nor Python (.py).")
                          .arg(QFileInfo(draft.file).fileName()));
    if (draft.isPython() && draft.className.trimmed().isEmpty())
        return refuse(QObject::tr("Name the class of the model in %1.")
                          .arg(QFileInfo(draft.file).fileName()));
    config.model->path = draft.file.toStdString();
    if (draft.isPython())
        config.model->className = draft.className.trimmed().toStdString();
    return {};
}

Result<void> addInputShapes(const RunDraft& draft, protocol::LoadModel& model)
{
    static const QRegularExpression kBlanks("[\\s;]+");
    for (const auto& shape : draft.inputs.split(kBlanks, Qt::SkipEmptyParts)) {
        AK_ASSIGN(auto input, engine::parseInput(shape.toStdString()));
        for (const auto size : input.shape)
            if (size < 1)
                return refuse(
                    QObject::tr("An input of shape %1 has no data: sizes must be at least 1.")
                        .arg(shape));
        model.inputs.push_back(std::move(input));
    }
    if (draft.isTorchScript() && model.inputs.empty())
        return refuse(QObject::tr("A TorchScript file does not say what its inputs look like: give "
                                  "a shape for each, such as 1,3,224,224, or int:1,128 for token "
                                  "ids."));
    if (!draft.vocabulary.isEmpty()) {
        bool isNumber = false;
        model.vocabulary = draft.vocabulary.toLongLong(&isNumber);
        if (!isNumber || model.vocabulary < 1)
            return refuse(QObject::tr("The bound of token ids must be a whole number above zero."));
    }
    return {};
}

// Also where the subject is not chosen yet.
Result<void> addInputs(const RunDraft& draft, engine::RunConfig& config)
{
    config.device = draft.device.toStdString();
    config.threads = draft.threads;
    config.seed = draft.seed;
    if (draft.subject == RunDraft::Subject::Kernel) {
        if (!config.target)
            config.target = kernel::Target {};
        config.target->variant = draft.variant.toStdString();
        AK_ASSIGN(config.target->dtype, kernel::dtypeFromString(draft.dtype.toStdString()));
        if (!draft.shape.trimmed().isEmpty()) {
            AK_ASSIGN(
                config.target->symbols, kernel::parseSymbols(draft.shape.trimmed().toStdString()));
        }
        return {};
    }
    if (!config.model)
        config.model = protocol::LoadModel {};
    if (draft.device != "cpu")
        return refuse(QObject::tr("Whole models run on the CPU; %1 can make single kernels faster.")
                          .arg(draft.device));
    config.model->dtype = draft.dtype.toStdString();
    config.model->device = config.device;
    config.model->threads = config.threads;
    config.model->seed = config.seed;
    return addInputShapes(draft, *config.model);
}

Result<void> addBudget(const RunDraft& draft, engine::RunConfig& config)
{
    if (!draft.hasDuration && !draft.hasClock && !draft.hasExperiments)
        return refuse(QObject::tr("Say when the run ends: after a time, at a time of day, or after "
                                  "so many experiments."));
    if (draft.hasDuration) {
        AK_ASSIGN(config.wallClock, engine::parseDuration(draft.duration.trimmed().toStdString()));
    }
    if (draft.hasClock) {
        config.until = draft.clock.trimmed().toStdString();
        AK_TRY(engine::secondsUntil(config.until, std::chrono::seconds(0)));
    }
    if (draft.hasExperiments)
        config.experiments = draft.experiments;
    if (draft.mutators.isEmpty())
        return refuse(QObject::tr("Say who proposes candidates: at least one of the three."));
    if (draft.mutators.size() < RunDraft().mutators.size())
        for (const auto& name : draft.mutators)
            config.mutators.push_back(name.toStdString());
    config.accept = draft.accept.trimmed().toStdString();
    config.withLadder = draft.withLadder;
    return {};
}

QString sentenceOf(const Result<void>& result)
{
    return result ? QString() : text(result.error().message);
}

} // namespace

RunDraft::RunDraft()
{
    for (const auto& name : mutate::mutatorNames())
        mutators << text(name);
}

Result<engine::RunConfig> modelConfigOf(const RunDraft& draft)
{
    engine::RunConfig config;
    AK_TRY(addSubject(draft, config));
    AK_TRY(addInputs(draft, config));
    return config;
}

Result<engine::RunConfig> configOf(const RunDraft& draft)
{
    AK_ASSIGN(auto config, modelConfigOf(draft));
    AK_TRY(addBudget(draft, config));
    AK_TRY(engine::validate(config));
    return config;
}

QString problemOf(const RunDraft& draft, WizardStep step)
{
    engine::RunConfig config;
    switch (step) {
    case WizardStep::Model:
        return sentenceOf(addSubject(draft, config));
    case WizardStep::Inputs:
        return sentenceOf(addInputs(draft, config));
    case WizardStep::Budget:
        return sentenceOf(addBudget(draft, config));
    case WizardStep::Ladder:
    case WizardStep::Summary:
        return {};
    }
    return {};
}

RunDraft draftOf(const engine::RunConfig& config)
{
    RunDraft draft;
    draft.workerPrefix = config.workerPrefix;
    for (const auto& root : config.kernelRoots)
        draft.kernelRoots << text(root.string());
    if (config.target) {
        draft.subject = RunDraft::Subject::Kernel;
        draft.kernel = text(config.target->type);
        draft.variant = text(config.target->variant);
        draft.shape = text(kernel::formatSymbols(config.target->symbols));
        draft.dtype = text(std::string(kernel::toString(config.target->dtype)));
    } else if (config.model) {
        const auto& model = *config.model;
        draft.subject
            = model.example.empty() ? RunDraft::Subject::File : RunDraft::Subject::Example;
        if (!model.example.empty())
            draft.example = text(model.example);
        draft.file = text(model.path);
        draft.className = text(model.className);
        QStringList inputs;
        for (const auto& input : model.inputs)
            inputs << text(engine::formatInput(input));
        draft.inputs = inputs.join(' ');
        if (model.vocabulary > 0)
            draft.vocabulary = QString::number(model.vocabulary);
        draft.dtype = text(model.dtype);
    }
    draft.device = text(config.device);
    draft.threads = config.threads;
    draft.seed = config.seed;
    draft.hasClock = !config.until.empty();
    if (draft.hasClock)
        draft.clock = text(config.until);
    draft.hasExperiments = config.experiments.has_value();
    draft.experiments = config.experiments.value_or(draft.experiments);
    draft.hasDuration = config.wallClock || (!draft.hasClock && !draft.hasExperiments);
    // Where nothing is said the engine takes an hour.
    draft.duration = config.wallClock ? text(engine::formatDuration(*config.wallClock)) : "1h";
    if (!config.mutators.empty()) {
        draft.mutators.clear();
        for (const auto& name : config.mutators)
            draft.mutators << text(name);
    }
    draft.accept = text(config.accept);
    draft.withLadder = config.withLadder;
    return draft;
}

} // namespace autokernel::ui

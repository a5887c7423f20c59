// SPDX-License-Identifier: Apache-2.0
#include "lab/service/worker_service.h"

#include "lab/baseline/serve.h"
#include "lab/compile/cuda_compiler.h"
#include "lab/service/command_channel.h"
#include "lab/service/cuda_backend.h"
#include "lab/service/exception_reply.h"
#include "lab/service/model_service.h"
#include "protocol/codec.h"
#include "runner/confinement.h"

#include <torch/version.h>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <functional>

namespace autokernel::lab {
namespace {

class WorkerService
{
public:
    WorkerService(std::vector<kernel::KernelType> types, CommandChannel& channel)
        : m_types(std::move(types))
        , m_channel(channel)
        , m_model(m_types)
    {
        m_backends.push_back(makeCpuBackend(m_types,
            [this](const kernel::Target& target) { return m_model.captureInputs(target); }));
        if (auto backend = makeCudaBackend(m_types, 0))
            m_backends.push_back(std::move(*backend));
        else
            m_noCuda = backend.error().message;
    }

    protocol::Hello hello() const
    {
        protocol::Hello hello;
        hello.pid = ::getpid();
        hello.version = AUTOKERNEL_VERSION;
        hello.torch = TORCH_VERSION;
        for (const auto& backend : m_backends)
            hello.devices.push_back(backend->device());
        hello.noCuda = m_noCuda;
        if (!runner::canConfineFiles())
            hello.unconfined
                = "this Linux has no Landlock, or has it switched off: the compiler of "
                  "candidates reads and writes what you can. Candidates themselves "
                  "run sealed";
        return hello;
    }

    // Exceptions of LibTorch and of malformed messages end here and become replies.
    void answer(const Json& message)
    {
        const auto id = message.value("id", std::int64_t {0});
        m_progress = [this, id](const std::string& text, double fraction) {
            m_channel.send({{"id", id}, {"progress", {{"text", text}, {"fraction", fraction}}}});
        };
        Result<Json> reply = fail(ErrorCode::Internal, "not run");
        std::string op;
        try {
            op = message.value("op", "");
            reply = dispatch(op, message);
        } catch (const Json::exception& error) {
            reply = fail(ErrorCode::InvalidInput, "malformed request: {}", error.what());
        } catch (const std::exception& error) {
            reply = fail(replyTo(error, {op, isDeviceLost()}));
        }
        const bool isLast = isDeviceLost();
        if (reply)
            m_channel.send({{"id", id}, {"ok", std::move(*reply)}, {"last", isLast}});
        else
            m_channel.send(
                {{"id", id}, {"error", protocol::toJson(reply.error())}, {"last", isLast}});
        if (isLast)
            std::_Exit(0); // destructors would call into the broken context
    }

private:
    bool isDeviceLost() const
    {
        return std::ranges::any_of(
            m_backends, [](const auto& backend) { return backend->isLost(); });
    }

    template <typename T> static Result<Json> toReply(Result<T> result)
    {
        if (!result)
            return fail(std::move(result).error());
        return Json(std::move(*result));
    }

    Result<Json> dispatch(const std::string& op, const Json& message)
    {
        if (op == "load_model")
            return toReply(m_model.load(message.get<protocol::LoadModel>(), m_progress));
        if (op == "profile_model")
            return toReply(m_model.profile(m_progress));
        if (op == "model_ladder")
            return toReply(m_model.ladder(message.value("budgetSeconds", 170.0), m_progress));
        if (op == "build_package")
            return toReply(m_model.buildPackage(message.get<protocol::BuildPackage>()));
        if (op == "check_model")
            return toReply(m_model.checkPackage(message.at("directory"),
                message.value("seed", std::uint64_t {1}), message.value("inputs", 8)));
        if (op == "time_model")
            return toReply(m_model.time(message.get<protocol::TimeModelRequest>(), m_progress));
        return dispatchToBackend(op, message);
    }

    Result<Json> dispatchToBackend(const std::string& op, const Json& message)
    {
        const auto id = message.value("device", "cpu");
        Backend* backend = nullptr;
        for (const auto& each : m_backends)
            if (each->device().id == id)
                backend = each.get();
        if (!backend)
            return fail(ErrorCode::InvalidInput, "unknown device '{}'. {}", id, m_noCuda);
        if (op == "measure_roofs")
            return toReply(backend->measureRoofs(message.value("threads", 0), m_progress));
        if (op == "compile")
            return toReply(backend->compile(message.at("candidate").get<protocol::CandidateRef>(),
                message.at("target").get<kernel::Target>()));
        if (op == "check") {
            AK_ASSIGN(auto stages, backend->check(message.get<protocol::CheckRequest>()));
            return Json {{"stages", std::move(stages)}};
        }
        if (op == "time")
            return toReply(backend->time(message.get<protocol::TimeRequest>()));
        if (op == "ladder") {
            AK_ASSIGN(auto contenders, backend->ladder(message.get<protocol::LadderRequest>()));
            return Json {{"contenders", std::move(contenders)}};
        }
        return fail(ErrorCode::Unsupported, "the worker knows no command '{}'.", op);
    }

    std::vector<kernel::KernelType> m_types;
    CommandChannel& m_channel;
    ModelService m_model;
    std::vector<std::unique_ptr<Backend>> m_backends;
    std::string m_noCuda; // why there is no CUDA device
    ProgressSink m_progress;
};

int serveEngine(int argc, char** argv)
{
    CommandChannel channel;
    auto roots = kernel::defaultKernelRoots();
    for (int i = 1; i + 1 < argc; ++i)
        if (std::string_view(argv[i]) == "--kernels")
            roots.emplace_back(argv[++i]);
    auto types = kernel::loadKernelTypes(roots);
    if (!types) {
        std::fprintf(stderr, "autokernel-worker: %s\n", types.error().message.c_str());
        return 1;
    }
    WorkerService service(std::move(*types), channel);
    channel.send(service.hello());
    for (;;) {
        const auto message = parseJson(channel.receive());
        if (!message || !message->is_object())
            channel.send({{"id", 0},
                {"error",
                    {{"code", "invalid_input"}, {"message", "not a message"}, {"detail", ""}}}});
        else
            service.answer(*message);
    }
}

} // namespace

int runWorker(int argc, char** argv)
{
    for (int i = 1; i + 1 < argc; ++i) {
        if (std::string_view(argv[i]) != "--role")
            continue;
        const std::string_view role(argv[i + 1]);
        if (role == "serve-rung")
            return serveKernelRung(argc, argv);
        if (role == "serve-model")
            return serveModel(argc, argv);
        if (role == "nvrtc")
            return compile::runNvrtc(argc, argv);
        std::fprintf(stderr, "autokernel-worker: unknown role '%s'\n", argv[i + 1]);
        return 2;
    }
    return serveEngine(argc, argv);
}

} // namespace autokernel::lab

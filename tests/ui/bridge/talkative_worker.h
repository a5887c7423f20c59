// SPDX-License-Identifier: GPL-3.0-or-later
// A fake worker that says what it does many times during each call, as a real one at work does.
#pragma once

#include "support/fake_worker.h"

#include <atomic>
#include <memory>

namespace autokernel::ui {

// What a worker leaves behind for the thread that watches.
struct WorkerTraces
{
    std::atomic<int> said = 0;
    std::atomic<int> calls = 0;
    std::atomic<int> alive = 0;
};

template <typename Fake> class Talkative final : public engine::WorkerLink
{
public:
    template <typename... Arguments>
    explicit Talkative(std::shared_ptr<WorkerTraces> traces, Arguments&&... arguments)
        : fake(std::forward<Arguments>(arguments)...)
        , m_traces(std::move(traces))
    {
        ++m_traces->alive;
    }
    ~Talkative() override { --m_traces->alive; }

    static constexpr int kWordsPerCall = 200;
    Fake fake;

    Result<protocol::Hello> hello(const std::stop_token& stop) override { return fake.hello(stop); }
    Result<Json> call(
        const std::string& op, Json fields, const engine::CallOptions& options) override
    {
        ++m_traces->calls;
        for (int i = 0; i < kWordsPerCall && options.progress; ++i) {
            const int word = m_traces->said++;
            options.progress("word " + std::to_string(word), i / double {kWordsPerCall});
        }
        return fake.call(op, std::move(fields), options);
    }

private:
    std::shared_ptr<WorkerTraces> m_traces;
};

} // namespace autokernel::ui

// SPDX-License-Identifier: Apache-2.0
// Shows a run in a terminal: one progress line that rewrites itself, or plain lines where stdout is
// no terminal. Called on the engine's thread.
#pragma once

#include "engine/event.h"

#include <chrono>
#include <string>

namespace autokernel::cli {

class TerminalView
{
public:
    explicit TerminalView(bool isTerminal)
        : m_isTerminal(isTerminal)
    {
    }
    void show(const engine::Event& event);

private:
    void line(const std::string& text); // a line that stays
    void status(const engine::Progress& progress);
    void ladder(const engine::LadderMeasured& ladder);
    void profile(const engine::ProfileReady& ready);
    void endToEnd(const store::EndToEndRecord& record);

    bool m_isTerminal;
    bool m_hasStatus = false;
    std::string m_lastPlain;
    std::chrono::steady_clock::time_point m_lastPlainAt {};
};

} // namespace autokernel::cli

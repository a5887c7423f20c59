// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include "cli/verbs.h"

#include "base/instruction_limit.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

namespace autokernel::cli {
namespace {

// CLI11 only says that a verb is missing. "": the first word is a verb or a flag of the program, or
// there is none.
std::string wrongFirstWord(const CLI::App& app, int argc, char** argv)
{
    const std::string word = argc > 1 ? argv[1] : "";
    const auto flag = word.substr(0, word.find('='));
    if (word.empty() || app.get_option_no_throw(flag))
        return {};
    std::string verbs;
    for (const auto* verb : app.get_subcommands({})) {
        if (verb->check_name(word))
            return {};
        verbs += (verbs.empty() ? "" : ", ") + verb->get_name();
    }
    return word.starts_with('-')
        ? fmt::format("no flag '{}' stands before the verb; the verbs are {}.", flag, verbs)
        : fmt::format("there is no verb '{}'; there are {}.", word, verbs);
}

// What was printed may still be in a buffer, and the disk behind it full. A closed pipe is the
// reader's own wish.
int writtenOut(int exitCode)
{
    if (std::fflush(stdout) == 0 && !std::ferror(stdout))
        return exitCode;
    if (errno == EPIPE)
        return exitCode;
    const int failed = complain({ErrorCode::Io,
        fmt::format("the output could not be written: {}.", std::strerror(errno)), {}});
    return exitCode == 0 ? failed : exitCode;
}

} // namespace

int runCli(int argc, char** argv)
{
    // A reader that closed the pipe must not kill the run that writes to it.
    std::signal(SIGPIPE, SIG_IGN);
    static_cast<void>(interruptToken());
    if (const auto limit = adoptInstructionLimit(); !limit)
        return complain(limit.error());
    Program program;
    program.commandLine = commandLineOf(argc, argv);
    program.app.require_subcommand(1);
    program.app.set_version_flag("--version", AUTOKERNEL_VERSION);
    program.app.footer("Exit codes: 0 as asked, 1 failed, 2 usage, 130 interrupted.");
    addMeasuringVerbs(program);
    addRunVerbs(program);
    addHistoryVerbs(program);
    addReportVerbs(program);
    addCompareVerb(program);
    addAnnotateVerb(program);
    if (auto wrong = wrongFirstWord(program.app, argc, argv); !wrong.empty())
        return complain({ErrorCode::InvalidInput, std::move(wrong), {}});
    try {
        program.app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.app.exit(error) == 0 ? 0 : kExitUsage;
    } catch (const std::exception& error) {
        return complain(
            {ErrorCode::Internal, fmt::format("a fault of this program: {}", error.what()), {}});
    }
    return writtenOut(program.exitCode);
}

} // namespace autokernel::cli

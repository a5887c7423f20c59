// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include "cli/verbs.h"

#include <csignal>

namespace autokernel::cli {

int runCli(int argc, char** argv)
{
    // A reader that closed the pipe must not kill the run that writes to it.
    std::signal(SIGPIPE, SIG_IGN);
    static_cast<void>(interruptToken());
    Program program;
    program.commandLine = commandLineOf(argc, argv);
    program.app.require_subcommand(1);
    program.app.set_version_flag("--version", AUTOKERNEL_VERSION);
    program.app.footer("Exit codes: 0 as asked, 1 failed, 2 usage, 130 interrupted.");
    addMeasuringVerbs(program);
    addRunVerbs(program);
    addHistoryVerbs(program);
    addReportVerbs(program);
    try {
        program.app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.app.exit(error) == 0 ? 0 : kExitUsage;
    } catch (const std::exception& error) {
        return complain(
            {ErrorCode::Internal, fmt::format("a fault of this program: {}", error.what()), {}});
    }
    return program.exitCode;
}

} // namespace autokernel::cli

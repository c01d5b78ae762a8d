/// The command line: arguments to commands, errors to one line on stderr and an exit code.
#pragma once

namespace sprue {

/// Exit code of the program; throws nothing.
int run_command_line(int argc, char** argv);

}  // namespace sprue

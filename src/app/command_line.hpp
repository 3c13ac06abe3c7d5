#pragma once

namespace app {

/// Runs what the command line asks for. The program answers to several names: as `celery` and as
/// `manage.py` it takes the arguments that those programs take, so that what was written for the
/// Django stack runs unchanged. Gives 0 for success, 1 for a failure (which is said on standard
/// error), 2 for arguments that make no sense.
int run_command_line(int argc, char** argv);

} // namespace app

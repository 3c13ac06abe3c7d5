#pragma once

#include "app/settings.hpp"

#include <string>
#include <vector>

namespace app {

struct check_options {
    bool deploy = false;
    bool ledger = false;
    bool repair = false;
};

/// Says what is wrong; gives the exit code.
int run_check(const settings& with, const check_options& options);

/// What must not be so in production, in sentences.
std::vector<std::string> deployment_problems(const settings& with);

} // namespace app

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace base {

/// What an environment file says, and what is wrong with it ("line 3: ...").
struct env_file {
    std::map<std::string, std::string, std::less<>> values;
    std::vector<std::string> errors;
};

/// Reads NAME=value lines as Docker Compose and shells write them: `export` before a name,
/// comments, an empty line, a value in 'single quotes' (literal) or "double quotes" (\n, \t, \r,
/// \", \\, \$; may span lines); an unquoted value ends at " #". Nothing is substituted: a $ is a $.
/// The last of equal names wins.
env_file parse_env_file(std::string_view text);

/// One line that parse_env_file, Docker Compose and a shell read back as `value`.
std::string to_env_line(std::string_view name, std::string_view value);

} // namespace base

#include "postgres/errors.hpp"

#include "base/errors.hpp"

#include <algorithm>
#include <array>

namespace postgres {
namespace {

/// Appendix A of PostgreSQL's manual. 08: connection; 53: out of connections, disk or memory; 57P01
/// to 57P03: shut down, crashed, starting up; 25006: a primary that became a standby.
bool is_outage(std::string_view sqlstate) {
    constexpr std::array<std::string_view, 5> states{"57P01", "57P02", "57P03", "57P05", "25006"};
    return sqlstate.starts_with("08") || sqlstate.starts_with("53") ||
           std::ranges::find(states, sqlstate) != states.end();
}

/// 57014: statement_timeout; 55P03: lock_timeout or NOWAIT; 25P03: idle in a transaction for too
/// long.
bool is_timeout(std::string_view sqlstate) {
    return sqlstate == "57014" || sqlstate == "55P03" || sqlstate == "25P03";
}

} // namespace

std::exception_ptr to_exception(std::string_view statement, std::string_view sqlstate,
                                std::string_view constraint, std::string_view message) {
    if (is_timeout(sqlstate)) {
        return std::make_exception_ptr(base::deadline_exceeded{std::string{statement}});
    }
    if (is_outage(sqlstate)) {
        return std::make_exception_ptr(base::outage{part_name, std::string{message}});
    }
    return std::make_exception_ptr(query_error{std::string{statement}, std::string{sqlstate},
                                               std::string{constraint}, std::string{message}});
}

} // namespace postgres

#pragma once

#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>

namespace postgres {

/// The server refused a statement. A repository turns the ones that it expects (a constraint) into
/// domain errors; the others are bugs. An unreachable server, a lost connection and a shutdown are
/// base::outage instead, and a statement_timeout or lock timeout is base::deadline_exceeded.
class query_error : public std::runtime_error {
public:
    query_error(std::string statement, std::string sqlstate, std::string constraint,
                const std::string& message)
        : std::runtime_error{statement + ": " + sqlstate + ": " + message}
        , statement_{std::move(statement)}
        , sqlstate_{std::move(sqlstate)}
        , constraint_{std::move(constraint)} {}

    const std::string& statement() const { return statement_; }
    const std::string& sqlstate() const { return sqlstate_; }
    const std::string& constraint() const { return constraint_; }

    bool violates(std::string_view constraint) const { return constraint_ == constraint; }

private:
    std::string statement_;
    std::string sqlstate_;
    std::string constraint_;
};

/// What base::outage calls this part.
inline constexpr const char* part_name = "postgresql";

/// The exception for an error report of the server: base::outage for a shutdown, a lost connection
/// and exhausted resources, base::deadline_exceeded for its time-outs (the step is the statement),
/// query_error for all others.
std::exception_ptr to_exception(std::string_view statement, std::string_view sqlstate,
                                std::string_view constraint, std::string_view message);

} // namespace postgres

#pragma once

#include <stdexcept>
#include <string>

namespace postgres {

/// The server refused a statement. A repository turns the ones that it expects (a constraint) into domain errors;
/// the others are bugs. An unreachable server, a lost connection and a shutdown are base::outage instead, and a
/// statement_timeout or lock timeout is base::deadline_exceeded.
class query_error : public std::runtime_error {
public:
    query_error(std::string statement, std::string sqlstate, std::string constraint, const std::string& message)
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

} // namespace postgres

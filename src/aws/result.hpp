#pragma once

#include "aws_wire/errors.hpp"

#include <expected>
#include <stdexcept>
#include <string>
#include <string_view>

namespace aws {

/// What a service refused, in its own words. Repeating the call as it is does not help.
struct error {
    aws_wire::error_code code = aws_wire::error_code::internal_failure;
    std::string message;
    unsigned status = 0; ///< HTTP's; 0 for one entry of a batch

    friend bool operator==(const error&, const error&) = default;
};

template <class T = void>
using result = std::expected<T, error>;

/// Why one entry of a batch did not get through; the others are not touched by it.
struct entry_failure {
    aws_wire::error_code code = aws_wire::error_code::internal_failure;
    std::string message;
    /// It is not this entry that is refused: the service was not there, too slow or busy for all
    /// attempts (whether it took the entry is unknown), or topic or queue are missing. Worth trying
    /// later.
    bool may_retry = false;
};

/// The service's answer was a refusal where the caller can do nothing about it.
class refused : public std::runtime_error {
public:
    refused(std::string_view doing, const error& why)
        : std::runtime_error{std::string{doing} + ": " + why.message}
        , why_{why} {}

    const error& why() const { return why_; }

private:
    error why_;
};

} // namespace aws

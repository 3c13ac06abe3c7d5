#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace redis {

/// One RESP2 reply, owned.
struct reply {
    enum class kind : std::uint8_t { nil, text, integer, array, error };

    kind type = kind::nil;
    std::string text; ///< of text, status and error
    std::int64_t integer = 0;
    std::vector<reply> elements;

    bool is_nil() const { return type == kind::nil; }
    bool is_error() const { return type == kind::error; }
};

/// The server answered with an error ("WRONGTYPE ...", "NOSCRIPT ..."). An unreachable server is
/// base::outage{"redis"}.
class command_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

} // namespace redis

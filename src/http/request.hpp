#pragma once

#include "async/deadline.hpp"
#include "base/log.hpp"
#include "base/strong_id.hpp"
#include "http/header_list.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

enum class verb : std::uint8_t { get, head, post, put, patch, delete_, options };
inline constexpr std::size_t verb_count = 7;

std::string_view to_string(verb v);
/// "GET", in upper case only; nothing for methods that no route can have.
std::optional<verb> parse_verb(std::string_view text);

/// Who asks, as proved by the bearer token.
struct caller {
    base::user_id user;
};

/// Percent-decoding; what is no valid escape is kept as it is. In a query '+' is a space.
std::string percent_decoded(std::string_view text, bool plus_is_space = false);
/// Escapes all but letters, digits and "-._~"; a space becomes "%20" or, in a query, '+'.
std::string percent_encoded(std::string_view text, bool space_is_plus = false);

/// Decoded query parameters, in order; a key may come more than once.
class query {
public:
    /// `text` is the target's part behind '?'. Broken percent-encoding is kept as it is, broken
    /// UTF-8 is replaced by U+FFFD, as Django does.
    static query parse(std::string_view text);

    /// The last value of `key`, as Django takes it.
    std::optional<std::string_view> find(std::string_view key) const;
    const std::vector<std::pair<std::string, std::string>>& all() const { return all_; }

private:
    std::vector<std::pair<std::string, std::string>> all_;
};

/// One request, read whole and within its route's limits. The server uses one object for all
/// requests of a connection.
struct request {
    verb method = verb::get;
    std::string path;   ///< without the query, percent-decoded, valid UTF-8
    std::string target; ///< as it came
    http::query query;
    header_list headers;
    std::string body;
    std::string remote_address;
    std::string request_id;
    /// "https" when a trusted proxy says that it was asked so.
    std::string_view scheme = "http";
    std::optional<http::caller> caller;
    /// The values of `{name}` in the route's path, in order.
    std::vector<std::string> path_values;
    async::deadline deadline = async::deadline::never();
    base::logger log;

    std::optional<std::string_view> header(std::string_view lower_case_name) const {
        return headers.find(lower_case_name);
    }

    /// The path value `index` as an id; a path value that is no positive integer is answered 404
    /// before the handler runs, so this always succeeds for `{id}`.
    template <class Id>
    Id id(std::size_t index = 0) const {
        return Id{path_integer(index)};
    }

private:
    std::int64_t path_integer(std::size_t index) const;
};

} // namespace http

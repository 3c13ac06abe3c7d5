#pragma once

#include "async/deadline.hpp"
#include "base/log.hpp"
#include "base/strong_id.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

enum class verb : std::uint8_t { get, head, post, put, patch, delete_, options };

std::string_view to_string(verb v);

/// Who asks, as proved by the bearer token.
struct caller {
    base::user_id user;
    bool is_staff = false;
};

/// Decoded query parameters, in order; a key may come more than once.
class query {
public:
    /// `text` is the target's part behind '?'; broken percent-encoding is kept as it is.
    static query parse(std::string_view text);

    /// The last value of `key`, as Django takes it.
    std::optional<std::string_view> find(std::string_view key) const;
    const std::vector<std::pair<std::string, std::string>>& all() const { return all_; }

private:
    std::vector<std::pair<std::string, std::string>> all_;
};

/// One request, read whole and within its route's limits.
struct request {
    verb method = verb::get;
    std::string path;        ///< without the query, percent-decoded
    std::string target;      ///< as it came
    http::query query;
    /// Names in lower case, the last of equal names.
    std::map<std::string, std::string, std::less<>> headers;
    std::string body;
    std::string remote_address;
    std::string request_id;
    std::optional<http::caller> caller;
    /// The values of `{name}` in the route's path, in order.
    std::vector<std::string> path_values;
    async::deadline deadline = async::deadline::never();
    base::logger log;

    std::optional<std::string_view> header(std::string_view lower_case_name) const;

    /// The path value `index` as an id; a path value that is no positive integer is answered 404 before the handler
    /// runs, so this always succeeds for `{id}`.
    template <class Id>
    Id id(std::size_t index = 0) const {
        return Id{path_integer(index)};
    }

private:
    std::int64_t path_integer(std::size_t index) const;
};

} // namespace http

#pragma once

#include "async/task.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

#include <chrono>
#include <cstddef>
#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace http {

enum class access : std::uint8_t { anyone, signed_in, staff };

using handler = std::function<async::task<response>(request&)>;

/// One line of the visible table: verb, path, who may call, limits, handler.
struct route {
    verb method;
    /// "/api/flash-promos/{id}/reserve/": `{id}` matches a positive integer, `{name}` one segment.
    std::string_view path;
    access who;
    http::handler handler;
    std::size_t body_bytes_max = 64 * 1024;
    std::chrono::milliseconds timeout{10'000};
};

/// Tells who asks: from the Authorization header to a caller, or the answer that refuses it (401, or 403 for staff).
/// Given the route's access, so that it may look further for staff only. A bad token is refused even where anyone
/// may call, as Django REST Framework does.
using authenticator = std::function<async::task<std::expected<std::optional<caller>, response>>(const request&, access)>;

/// Finds the route of a request. Knows 404, 405 with Allow, and the redirect of a GET without its slash (301).
class router {
public:
    void add(route r);

    struct match {
        const route* found = nullptr;
        std::vector<std::string> path_values;
        /// When nothing was found: the answer.
        response otherwise;
    };
    match find(verb method, std::string_view path, std::string_view target) const;

    const std::vector<route>& routes() const { return routes_; }

private:
    std::vector<route> routes_;
};

} // namespace http

#pragma once

#include "async/task.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace http {

enum class access : std::uint8_t { anyone, signed_in, staff };

/// Where the API stands; pages and probes stand elsewhere.
inline constexpr std::string_view api_path = "/api/";

using handler = std::function<async::task<response>(request&)>;

/// One line of the visible table: verb, path, who may call, limits, handler.
struct route {
    verb method;
    /// "/api/flash-promos/{id}/reserve/": `{id}` matches a positive integer, `{name}` one segment.
    /// A string literal.
    std::string_view path;
    access who;
    http::handler handler;
    std::size_t body_bytes_max = 64 * 1024;
    /// From the end of the head to the answer; the handler is cancelled then.
    std::chrono::milliseconds timeout{10'000};
    /// Served whatever the Host header says, because probes ask by address.
    bool any_host = false;
    /// A page or another file: no operation of the API, wherever its path stands.
    bool is_file = false;
    /// Of its good answers; who takes no such thing is answered 406.
    std::string_view produces = "application/json";

    /// Of the API.
    bool is_operation() const { return path.starts_with(api_path) && !is_file; }
};

/// Tells who asks: from the Authorization header to a caller, or the answer that refuses it (401,
/// or 403 for staff). Given the route's access, so that it may look further for staff only. A bad
/// token is refused even where anyone may call, as Django REST Framework does. Not asked where
/// anyone may call and no Authorization header came.
using authenticator = std::function<async::task<std::expected<std::optional<caller>, response>>(
    const request&, access)>;

/// Finds the route of a request in a tree of path segments: a literal segment wins over `{id}`,
/// which wins over
/// `{name}`. A HEAD is served by the GET of its path.
class router {
public:
    router();

    /// A second route of the same verb and path is our own mistake and aborts. Not while requests
    /// are served.
    void add(route r);

    struct match {
        const route* found = nullptr;
        std::vector<std::string> path_values;
        /// When nothing was found, the answer: 404, 405 with Allow, or the redirect of a GET
        /// without its slash (301).
        std::optional<response> otherwise;
    };
    /// `path` is decoded, `target` is as it came (for the redirect).
    match find(verb method, std::string_view path, std::string_view target) const;

    /// The same for a server that keeps the values' memory: the route, or nothing; then `refuse`
    /// gives the answer.
    const route* find(verb method, std::string_view path,
                      std::vector<std::string>& path_values) const;
    response refuse(std::string_view method, std::string_view path, std::string_view target) const;

    const std::vector<route>& routes() const { return routes_; }

private:
    using index = std::uint32_t;
    static constexpr index none = 0xffff'ffff;

    struct node {
        std::vector<std::pair<std::string_view, index>> literals; ///< in order, of nodes_
        index id = none;
        index name = none;
        std::array<index, verb_count> routes{none, none, none, none, none, none, none};
    };

    index child(index parent, std::string_view segment);
    /// The node of the path that has any route; `rest` begins behind a '/'.
    const node* walk(const node& from, std::string_view rest,
                     std::vector<std::string>& path_values) const;

    std::vector<route> routes_;
    std::vector<node> nodes_;
};

} // namespace http

#pragma once

#include "accounts/authenticator.hpp"
#include "accounts/idempotency.hpp"
#include "accounts/tokens.hpp"
#include "http/router.hpp"
#include "support/loop.hpp"

#include <deque>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/parse.hpp>
#include <fmt/format.h>

namespace testing_support {

/// What a client got, its body parsed.
struct api_answer {
    unsigned status = 0;
    boost::json::value body;
    http::response raw;

    std::string_view header(std::string_view name) const {
        for (const auto& [key, value] : raw.headers)
            if (key == name)
                return value;
        return {};
    }
    /// A member of the body as text.
    std::string text(std::string_view key) const {
        return std::string{body.as_object().at(key).as_string()};
    }
    std::int64_t integer(std::string_view key) const { return body.as_object().at(key).as_int64(); }
};

/// Calls the routes of a table as the server does: finds, authenticates, handles.
class api_client {
    std::deque<std::string> kept_; // outlives the connections of the loop

public:
    using header = std::pair<std::string_view, std::string>;

    explicit api_client(postgres::config where)
        : loop{std::move(where)} {}

    std::string token(std::int64_t user) const {
        return accounts::mint_access_token(signer, base::user_id{user}, clock.now());
    }

    /// `user` 0: nobody is signed in.
    api_answer call(std::int64_t user, http::verb method, std::string target, std::string body = {},
                    std::initializer_list<header> headers = {}) {
        http::request request;
        request.method = method;
        const auto mark = target.find('?');
        request.path = target.substr(0, mark);
        if (mark != std::string::npos)
            request.query = http::query::parse(std::string_view{target}.substr(mark + 1));
        request.target = target;
        request.headers.add("content-type", "application/json");
        request.headers.add("host", "shop.example");
        if (user != 0)
            request.headers.add("authorization", "Bearer " + token(user));
        for (const auto& [name, value] : headers)
            request.headers.add(name, value);
        request.body = std::move(body);
        request.remote_address = "192.0.2.1";
        request.request_id = "request-1";
        request.deadline = async::deadline::after(std::chrono::seconds{10});
        auto raw = loop.run([&] { return handle(request); });
        boost::json::value parsed;
        if (!raw.body.empty() && raw.content_type == "application/json")
            parsed = boost::json::parse(raw.body);
        return {raw.status, std::move(parsed), std::move(raw)};
    }

    /// The first value of a query, as the owner would see it.
    std::string value(const std::string& sql) {
        // A statement keeps its name and its text for as long as its connection.
        const auto& name = kept_.emplace_back(fmt::format("api.{}", kept_.size()));
        const auto& text = kept_.emplace_back(fmt::format("select ({})::text", sql));
        const postgres::statement what{name, text};
        const auto rows = loop.run([&] {
            return loop.pool().run(postgres::lane::work,
                                   async::deadline::after(std::chrono::seconds{10}), what);
        });
        return rows[0].at<std::optional<std::string>>(0).value_or("");
    }

    pool_loop loop;
    accounts::token_signer signer{"a secret of these tests"};
    base::system_clock clock;
    accounts::idempotency repeats{loop.pool(), "a secret of these tests"};
    http::router routes;

private:
    async::task<http::response> handle(http::request& request) {
        auto match = routes.find(request.method, request.path, request.target);
        if (match.found == nullptr)
            co_return std::move(*match.otherwise);
        request.path_values = std::move(match.path_values);
        const auto authenticate = accounts::make_authenticator(loop.pool(), signer, clock);
        auto caller = co_await authenticate(request, match.found->who);
        if (!caller)
            co_return std::move(caller.error());
        request.caller = *caller;
        co_return co_await match.found->handler(request);
    }
};

} // namespace testing_support

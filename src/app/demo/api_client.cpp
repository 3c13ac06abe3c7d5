#include "app/demo/api_client.hpp"

#include "app/commands/command.hpp"
#include "base/clock.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace app {

namespace {

using namespace std::chrono_literals;

constexpr auto request_timeout = 15s;

} // namespace

api_client::api_client(boost::asio::any_io_executor executor, const settings& with,
                       std::size_t connections_max)
    : base_url_{fmt::format("http://127.0.0.1:{}", with.web_port)}
    , signer_{with.secret_key}
    , client_{std::move(executor), {.connections_per_host_max = connections_max}, {}} {}

async::task<api_answer> api_client::post(std::string_view path, const boost::json::value& body,
                                         std::string_view token) {
    http::client_request request;
    request.method = http::verb::post;
    request.url = base_url_ + std::string{path};
    request.headers.emplace_back("Content-Type", "application/json");
    if (!token.empty())
        request.headers.emplace_back("Authorization", fmt::format("Bearer {}", token));
    request.body = boost::json::serialize(body);
    const auto began = std::chrono::steady_clock::now();
    auto answer =
        co_await client_.send(std::move(request), async::deadline::after(request_timeout));
    api_answer got;
    got.status = answer.status;
    got.took = std::chrono::steady_clock::now() - began;
    if (!answer.body.empty())
        got.body = boost::json::parse(answer.body);
    co_return got;
}

async::task<boost::json::object> api_client::post(unsigned expected, std::string_view path,
                                                  const boost::json::value& body,
                                                  std::string_view token) {
    auto got = co_await post(path, body, token);
    if (got.status != expected)
        throw failure{fmt::format("POST {}: {} {}, not {}", path, got.status,
                                  boost::json::serialize(got.body), expected)};
    co_return std::move(got.body.as_object());
}

std::string api_client::token_of(base::user_id user) const {
    return accounts::mint_access_token(signer_, user, base::system_clock{}.now());
}

} // namespace app

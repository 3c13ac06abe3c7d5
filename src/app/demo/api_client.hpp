#pragma once

#include "accounts/tokens.hpp"
#include "app/settings.hpp"
#include "base/strong_id.hpp"
#include "http/client.hpp"

#include <chrono>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace app {

struct api_answer {
    unsigned status = 0;
    boost::json::value body;
    std::chrono::steady_clock::duration took{};
};

/// The REST API as its users see it, over kept connections.
class api_client {
public:
    /// `connections_max` requests are under way at a time; others wait.
    api_client(boost::asio::any_io_executor executor, const settings& with,
               std::size_t connections_max);

    /// POST of a JSON body; any status is an answer. Throws base::outage, base::deadline_exceeded.
    async::task<api_answer> post(std::string_view path, const boost::json::value& body,
                                 std::string_view token);
    /// The same, but throws failure, with the answer, when the status is another one.
    async::task<boost::json::object> post(unsigned expected, std::string_view path,
                                          const boost::json::value& body, std::string_view token);

    /// What a log-in would give, without hashing a password.
    std::string token_of(base::user_id user) const;

    void close() { client_.close_idle(); }

private:
    std::string base_url_;
    accounts::token_signer signer_;
    http::client client_;
};

} // namespace app

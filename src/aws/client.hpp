#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "aws/config.hpp"
#include "aws/metrics.hpp"
#include "aws/result.hpp"
#include "aws/retry_budget.hpp"
#include "aws_wire/answers.hpp"
#include "aws_wire/json_codec.hpp"
#include "aws_wire/query_codec.hpp"
#include "aws_wire/sigv4.hpp"
#include "aws_wire/sns_topics.hpp"
#include "aws_wire/sqs_queues.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "http/client.hpp"

#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

namespace aws {

/// Where a service is called: one's own endpoint, else the real AWS of the region.
std::string endpoint_url(aws_wire::service service, const config& with);

/// Signed calls of one service, on one thread. A call that finds no service, no answer in time, a
/// throttle or a 5xx is repeated with growing pauses; everything here is safe to repeat, since SNS
/// and SQS promise "at least once" anyway.
class client {
public:
    client(boost::asio::any_io_executor executor, aws_wire::service of, const config& with,
           base::logger log, base::metrics& metrics);
    client(const client&) = delete;
    client& operator=(const client&) = delete;

    /// The service's refusal is a result. Throws base::outage (part: "sns", "sqs") when all
    /// attempts failed, base::deadline_exceeded, base::overload. `waits`: how long the service may
    /// hold the call back on purpose (a long poll).
    template <aws_wire::shape Input>
    async::task<result<typename Input::output>> call(Input what, async::deadline until,
                                                     std::chrono::milliseconds waits = {}) {
        auto body = speaks_json() ? aws_wire::to_json(what)
                                  : aws_wire::to_form(what, aws_wire::sns::version,
                                                      aws_wire::style_of(service_));
        auto answer = co_await send(Input::action, std::move(body), waits, until);
        if (!answer)
            co_return std::unexpected{std::move(answer.error())};
        co_return decode<Input>(*answer);
    }

private:
    struct attempt_outcome;

    bool speaks_json() const { return service_ == aws_wire::service::sqs; }
    async::task<result<std::string>> send(std::string_view action, std::string body,
                                          std::chrono::milliseconds waits, async::deadline until);
    async::task<attempt_outcome> attempt(std::string_view action, const std::string& body,
                                         std::chrono::milliseconds waits, async::deadline until);
    attempt_outcome judge(http::client_response answer) const;
    http::client_request make_request(std::string_view action, const std::string& body);
    [[noreturn]] void give_up(std::string_view action, const std::string& why) const;

    template <aws_wire::shape Input>
    result<typename Input::output> decode(std::string_view text) const {
        auto read = [&]() -> std::expected<typename Input::output, aws_wire::error> {
            if (!speaks_json())
                return aws_wire::from_xml<typename Input::output>(text, Input::action,
                                                                  aws_wire::style_of(service_));
            const auto document = aws_wire::parse_json(text);
            if (!document)
                return std::unexpected{document.error()};
            return aws_wire::from_json<typename Input::output>(*document);
        }();
        if (!read) // something between us and the service answered
            give_up(Input::action, "not an answer of the service: " + read.error().message);
        return std::move(*read);
    }

    aws_wire::service service_;
    std::string name_; ///< "sns", "sqs"
    config config_;
    std::string url_;
    std::string host_;
    std::string path_;
    aws_wire::signer signer_;
    base::system_clock clock_; // signatures must be near the service's time, not the database's
    retry_budget budget_;
    base::logger log_;
    client_metrics metrics_;
    http::client http_;
};

} // namespace aws

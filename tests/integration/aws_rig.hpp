#pragma once

#include "async/sleep.hpp"
#include "aws/messaging.hpp"
#include "base/metrics.hpp"
#include "support/localaws_server.hpp"
#include "support/loop.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace testing_support {

/// Our service on a thread, and a loop for our clients.
class aws_rig : public testing::Test {
protected:
    static constexpr auto topic = "arn:aws:sns:us-east-1:000000000000:notices";

    static async::deadline soon() { return async::deadline::after(std::chrono::seconds{20}); }

    aws::config config() const {
        aws::config out;
        out.keys = {"test", "test", {}};
        out.sns_endpoint_url = service.url();
        out.sqs_endpoint_url = service.url();
        return out;
    }

    static std::vector<aws::outgoing_message> numbered(std::size_t count) {
        std::vector<aws::outgoing_message> out;
        for (std::size_t i = 0; i < count; ++i)
            out.push_back({fmt::format("notice {}", i)});
        return out;
    }

    /// The value of a metric as it stands at /metrics; 0 when it has none yet.
    double measured(const std::string& name_and_labels) const {
        const auto text = '\n' + metrics.to_text();
        const auto at = text.find('\n' + name_and_labels + ' ');
        return at == std::string::npos ? 0
                                       : std::stod(text.substr(at + name_and_labels.size() + 2));
    }

    double calls(const std::string& service_name, const std::string& action) const {
        return measured(
            fmt::format(R"(marketplace_aws_calls_total{{action="{}",outcome="ok",service="{}"}})",
                        action, service_name));
    }

    double handled(const std::string& outcome) const {
        return measured(
            fmt::format(R"(marketplace_queue_messages_total{{outcome="{}"}})", outcome));
    }

    /// Looks at what no event tells of.
    template <class Condition>
    static async::task<> until(Condition holds) {
        while (!holds())
            co_await async::sleep_for(std::chrono::milliseconds{1});
    }

    std::size_t waiting_receivers() {
        return service.look(
            [](const localaws::core& state) { return state.queues().waiting_count(); });
    }

    localaws_server service;
    loop loop;
    base::metrics metrics;
};

} // namespace testing_support

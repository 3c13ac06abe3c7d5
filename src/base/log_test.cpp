#include "base/log.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace {

struct memory_sink : base::log_sink {
    std::vector<std::string> lines;
    void write(base::log_level, std::string_view line) override { lines.emplace_back(line); }
};

TEST(logger, writes_json_that_parses_whatever_the_values_hold) {
    auto sink = std::make_shared<memory_sink>();
    const base::logger log{sink, base::log_level::info, base::log_format::json};
    log.with("request_id", "r-1")
        .info("request", {{"path", "/a\"b\n\x01"}, {"status", 200}, {"ok", true}});
    ASSERT_EQ(sink->lines.size(), 1u);
    const auto line = boost::json::parse(sink->lines[0]).as_object();
    EXPECT_EQ(line.at("path"), "/a\"b\n\x01");
    EXPECT_EQ(line.at("status"), 200);
    EXPECT_EQ(line.at("request_id"), "r-1");
    EXPECT_EQ(line.at("level"), "INFO");
}

TEST(logger, keeps_a_text_line_on_one_line) {
    auto sink = std::make_shared<memory_sink>();
    const base::logger log{sink, base::log_level::debug, base::log_format::text};
    log.debug("event", {{"key", "two\nlines"}});
    EXPECT_TRUE(sink->lines.at(0).ends_with("DEBUG    event key=\"two\\nlines\""))
        << sink->lines[0];
}

TEST(logger, leaves_out_what_is_below_its_level) {
    auto sink = std::make_shared<memory_sink>();
    const base::logger log{sink, base::log_level::warning, base::log_format::text};
    log.info("no");
    log.error("yes");
    EXPECT_EQ(sink->lines.size(), 1u);
}

TEST(log_level, takes_the_names_that_celery_takes) {
    EXPECT_EQ(base::parse_log_level("info"), base::log_level::info);
    EXPECT_EQ(base::parse_log_level("WARN"), base::log_level::warning);
    EXPECT_FALSE(base::parse_log_level("loud"));
}

} // namespace

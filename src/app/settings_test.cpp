#include "app/settings.hpp"
#include "base/env_file.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <stdlib.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::string long_key(40, 'k');

class folder {
public:
    folder() {
        char name[] = "/tmp/settings-test-XXXXXX";
        path_ = ::mkdtemp(name);
    }
    ~folder() { std::filesystem::remove_all(path_); }
    std::filesystem::path write(const char* name, const std::string& text) const {
        std::ofstream{path_ / name} << text;
        return path_ / name;
    }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

TEST(settings, every_default_is_valid) {
    const auto all = app::settings_from({});
    ASSERT_TRUE(all) << all.error().front();
    EXPECT_EQ(all->web_port, 8000);
    EXPECT_EQ(all->celery_broker_url, "redis://localhost:6379/0");
    EXPECT_EQ(all->celery_result_backend, all->celery_broker_url);
}

TEST(settings, names_are_unique_and_each_has_a_sentence) {
    std::set<std::string_view> names;
    for (const auto& row : app::settings_table()) {
        EXPECT_TRUE(names.insert(row.name).second) << row.name;
        EXPECT_THAT(row.sentence, testing::EndsWith(".")) << row.name;
    }
}

TEST(settings, what_one_needs_from_another_follows_it) {
    const auto all = app::settings_from(
        {{"REDIS_URL", "redis://r:1/2"}, {"CELERY_BROKER_URL", "redis://b:1/0"}});
    ASSERT_TRUE(all);
    EXPECT_EQ(all->celery_result_backend, "redis://b:1/0");
}

TEST(settings, lists_all_errors_at_once) {
    const auto all = app::settings_from({{"WEB_PORT", "http"},
                                         {"REDIS_URL", "localhost"},
                                         {"AWS_SNS_ENDPOINT_URL", "ftp://x"},
                                         {"LOG_LEVEL", "loud"},
                                         {"FLASH_PROMO_TOPIC_ARN", "promos"}});
    ASSERT_FALSE(all);
    EXPECT_THAT(all.error(),
                ElementsAre("REDIS_URL: must be a URL such as redis://host",
                            "AWS_SNS_ENDPOINT_URL: must start with http:// or https://",
                            "FLASH_PROMO_TOPIC_ARN: must be an ARN such as "
                            "arn:aws:sns:us-east-1:000000000000:flash-promos",
                            "LOG_LEVEL: must be one of DEBUG, INFO, WARNING, ERROR, CRITICAL",
                            "WEB_PORT: must be a whole number"));
}

TEST(settings, a_short_key_is_for_development_only) {
    EXPECT_FALSE(app::settings_from({{"SECRET_KEY", "short-key"}}));
    EXPECT_TRUE(app::settings_from({{"SECRET_KEY", "short-key"}, {"DEBUG", "True"}}));
    EXPECT_FALSE(app::settings_from({{"DEBUG", "True"}})->secret_key.empty());
    EXPECT_TRUE(app::settings_from({{"SECRET_KEY", long_key}}));
}

TEST(settings, printed_secrets_are_hidden_unless_asked_for) {
    const auto all =
        app::settings_from({{"SECRET_KEY", long_key}, {"REDIS_URL", "redis://:hush@cache:6379/0"}});
    ASSERT_TRUE(all);
    for (const auto format : {app::settings_format::table, app::settings_format::env}) {
        const auto hidden = app::print_settings(*all, format, false);
        EXPECT_THAT(hidden, Not(HasSubstr(long_key)));
        EXPECT_THAT(hidden, Not(HasSubstr("hush")));
        EXPECT_THAT(hidden, HasSubstr("redis://:***@cache:6379/0"));
    }
    const auto shown = app::print_settings(*all, app::settings_format::env, true);
    EXPECT_THAT(shown, HasSubstr("SECRET_KEY=" + long_key));
}

TEST(settings, what_is_printed_as_env_reads_back_the_same) {
    const auto all = app::settings_from({{"SECRET_KEY", long_key},
                                         {"ALLOWED_HOSTS", "a.example, b.example"},
                                         {"WORKER_NAME", "it's $1"}});
    ASSERT_TRUE(all);
    const auto text = app::print_settings(*all, app::settings_format::env, true);
    const auto again = app::settings_from(base::parse_env_file(text).values);
    ASSERT_TRUE(again);
    EXPECT_EQ(app::print_settings(*again, app::settings_format::env, true), text);
}

TEST(settings, env_file_is_read_in_development_and_the_environment_wins) {
    const folder f;
    const auto development = f.write("dev.env", "DEBUG=True\nWEB_PORT=9000\nWEB_THREADS=3\n");
    const auto production = f.write("prod.env", "WEB_PORT=9000\n");
    ::unsetenv("DEBUG");
    ::setenv("WEB_THREADS", "5", 1);
    const auto all = app::load_settings({.env_file = development, .data_dir = {}, .overrides = {}});
    ASSERT_TRUE(all);
    EXPECT_EQ(all->web_port, 9000);
    EXPECT_EQ(all->web_threads, 5);
    EXPECT_EQ(
        app::load_settings({.env_file = production, .data_dir = {}, .overrides = {}})->web_port,
        8000);
    ::setenv("DEBUG", "False", 1);
    ::unsetenv("WEB_THREADS");
    ::setenv("SECRET_KEY", long_key.c_str(), 1);
    EXPECT_EQ(
        app::load_settings({.env_file = development, .data_dir = {}, .overrides = {}})->web_port,
        8000);
    ::unsetenv("DEBUG");
    ::unsetenv("SECRET_KEY");
}

TEST(settings, a_stacks_file_overrules_the_environment_and_options_overrule_both) {
    const folder f;
    f.write("stack.env", "WEB_PORT=9100\nPOSTGRES_PORT=9101\n");
    ::setenv("WEB_PORT", "9000", 1);
    const auto all = app::load_settings(
        {.env_file = "", .data_dir = f.path(), .overrides = {{"POSTGRES_PORT", "9102"}}});
    ::unsetenv("WEB_PORT");
    ASSERT_TRUE(all);
    EXPECT_EQ(all->web_port, 9100);
    EXPECT_EQ(all->postgres_port, 9102);
    const auto none =
        app::load_settings({.env_file = "", .data_dir = f.path() / "none", .overrides = {}});
    ASSERT_FALSE(none);
    EXPECT_THAT(none.error().front(), HasSubstr("marketplace up"));
}

TEST(settings, markdown_has_a_row_for_each) {
    const auto text = app::print_settings({}, app::settings_format::markdown, false);
    EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(text, '\n')),
              app::settings_table().size() + 2);
    EXPECT_THAT(text, HasSubstr("| `WEB_PORT` | integer | `8000` |"));
}

} // namespace

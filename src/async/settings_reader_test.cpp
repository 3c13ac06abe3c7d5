#include "async/settings_reader.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

struct sample {
    std::string name;
    std::string key;
    bool debug = false;
    std::int64_t port = 0;
    std::chrono::milliseconds grace{};
};

constexpr base::setting<sample> table[] = {
    {"NAME", "Who it is.", &sample::name, "nobody"},
    {"KEY", "Signs things.", &sample::key, "", {.min = 4}, base::secrecy::secret},
    {"DEBUG", "Shows more.", &sample::debug, "False"},
    {"PORT", "Where it listens.", &sample::port, "8000", {1, 65535}},
    {"GRACE", "How long it waits.", &sample::grace, "10s"},
};

auto read(const async::setting_texts& texts) {
    return async::read_settings<sample>(table, texts);
}

class secret_file {
public:
    explicit secret_file(const char* text)
        : path_{std::filesystem::temp_directory_path() / ("secret-" + std::to_string(::getpid()))} {
        std::ofstream{path_} << text;
    }
    ~secret_file() { std::filesystem::remove(path_); }
    std::string path() const { return path_; }

private:
    std::filesystem::path path_;
};

TEST(settings_reader, takes_defaults) {
    const auto all = read({});
    ASSERT_TRUE(all);
    EXPECT_EQ(all->name, "nobody");
    EXPECT_EQ(all->port, 8000);
    EXPECT_EQ(all->grace, 10s);
    EXPECT_EQ(all->key, "");
}

TEST(settings_reader, lists_every_error_at_once) {
    const auto all = read({{"PORT", "0"}, {"DEBUG", "perhaps"}, {"KEY", "abc"}, {"GRACE", "soon"}});
    ASSERT_FALSE(all);
    EXPECT_THAT(all.error(),
                ElementsAre("KEY: must be at least 4 characters long",
                            "DEBUG: must be True or False", "PORT: must be between 1 and 65535",
                            "GRACE: must be a duration such as 250ms, 30s, 10m or 2h"));
}

TEST(settings_reader, reads_a_secret_from_its_file) {
    const secret_file file{"from a file\n"};
    const auto all = read({{"KEY_FILE", file.path()}});
    ASSERT_TRUE(all);
    EXPECT_EQ(all->key, "from a file");
}

TEST(settings_reader, refuses_a_secret_that_is_given_twice_or_whose_file_is_missing) {
    const secret_file file{"from a file"};
    const auto twice = read({{"KEY", "direct"}, {"KEY_FILE", file.path()}});
    ASSERT_FALSE(twice);
    EXPECT_THAT(twice.error(), ElementsAre("KEY: set either KEY or KEY_FILE"));
    const auto missing = read({{"KEY_FILE", "/nonexistent/key"}});
    ASSERT_FALSE(missing);
    EXPECT_THAT(missing.error(), ElementsAre("KEY_FILE: /nonexistent/key does not exist"));
}

TEST(settings_reader, a_missing_env_file_is_empty_and_a_bad_one_names_its_lines) {
    EXPECT_TRUE(async::read_env_file("/nonexistent/.env").value().empty());
    const secret_file file{"A=1\nbroken\n"};
    const auto values = async::read_env_file(file.path());
    ASSERT_FALSE(values);
    EXPECT_THAT(values.error(), ElementsAre(HasSubstr("line 2: expected NAME=value")));
}

} // namespace

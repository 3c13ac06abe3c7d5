#include "postgres/pool.hpp"
#include "support/loop.hpp"
#include "support/postgres_server.hpp"

#include <gtest/gtest.h>

// Every type of parameter and result on its way through the server and back.
namespace {

using namespace std::chrono_literals;
using namespace std::chrono;
using postgres::params;

class postgres_values : public testing::Test {
protected:
    static void SetUpTestSuite() { database_ = &testing_support::empty_database(); }

    postgres::result run(const postgres::statement& what, params with = {}) {
        return loop_.run([&] {
            return loop_.pool().run(postgres::lane::read, async::deadline::after(5s), what,
                                    std::move(with));
        });
    }

    /// Sends `value` as a parameter of `type`; gives it back as the server sent it.
    template <class T>
    T echo(const char* type, const T& value) {
        const auto name = fmt::format("echo.{}", type);
        const auto text = fmt::format("select $1::{}", type);
        return run({name, text}, params{value}).template value<T>();
    }

    /// How the server writes the parameter as text: both ends could be wrong in the same way.
    template <class T>
    std::string shown(const char* type, const T& value) {
        const auto name = fmt::format("shown.{}", type);
        const auto text = fmt::format("select $1::{}::text", type);
        return run({name, text}, params{value}).template value<std::string>();
    }

private:
    static inline testing_support::database* database_ = nullptr;
    testing_support::pool_loop loop_{database_->owner()};
};

const base::instant some_time = sys_days{2026y / November / 24} + 3h + 51min + 19s + 123'456us;

TEST_F(postgres_values, numbers) {
    EXPECT_EQ(echo("bool", true), true);
    EXPECT_EQ(echo("int4", std::int32_t{-7}), -7);
    EXPECT_EQ(echo("int8", std::numeric_limits<std::int64_t>::min()),
              std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(echo("float8", -0.1), -0.1);
    EXPECT_EQ(echo("int8", base::user_id{99}), base::user_id{99});
    EXPECT_EQ(shown("int8", std::int64_t{-5'000'000'000}), "-5000000000");
    EXPECT_EQ(run({"small", "select 1::int2, 2::int4, 1.5::float4"})[0].at<std::int64_t>(0), 1);
    EXPECT_EQ(run({"small", "select 1::int2, 2::int4, 1.5::float4"})[0].at<std::int64_t>(1), 2);
    EXPECT_EQ(run({"small", "select 1::int2, 2::int4, 1.5::float4"})[0].at<double>(2), 1.5);
}

TEST_F(postgres_values, money) {
    for (const std::int64_t cents : {0LL, 1LL, 10LL, 99LL, 100LL, 1250LL, 999'999LL, 1'000'000LL,
                                     1'000'001LL, 123'456'789LL, 9'999'999'999LL}) {
        const auto value = *base::money::from_cents(cents);
        EXPECT_EQ(echo("numeric(10,2)", value), value) << cents;
        EXPECT_EQ(shown("numeric(10,2)", value), value.to_string());
    }
    EXPECT_EQ(run({"trailing", "select 12.500"}).value<base::money>(),
              base::money::from_cents(1250));
    EXPECT_THROW(run({"negative", "select -1.00"}).value<base::money>(), std::logic_error);
    EXPECT_THROW(run({"fine", "select 0.001"}).value<base::money>(), std::logic_error);
    EXPECT_THROW(run({"huge", "select 1e12::numeric"}).value<base::money>(), std::logic_error);
}

TEST_F(postgres_values, text) {
    EXPECT_EQ(echo("text", std::string{"ñandú 🦤"}), "ñandú 🦤");
    EXPECT_EQ(echo("text", std::string{}), "");
    EXPECT_EQ(echo("varchar(5)", std::string{"abc"}), "abc");
    run({"mood", "create type mood as enum ('sad', 'glad')"});
    EXPECT_EQ(echo("mood", std::string{"glad"}), "glad");
}

TEST_F(postgres_values, times) {
    EXPECT_EQ(echo("timestamptz", some_time), some_time);
    EXPECT_EQ(shown("timestamptz", some_time), "2026-11-24 03:51:19.123456+00");
    const base::instant before_epoch = sys_days{1969y / July / 20} + 20h;
    EXPECT_EQ(echo("timestamptz", before_epoch), before_epoch);
    EXPECT_EQ(shown("timestamptz", base::instant::max()), "infinity");
    EXPECT_EQ(echo("timestamptz", base::instant::min()), base::instant::min());
    EXPECT_EQ(echo("date", year_month_day{2024y / February / 29}), 2024y / February / 29);
    EXPECT_EQ(shown("date", year_month_day{1999y / December / 31}), "1999-12-31");
    EXPECT_EQ(echo("time", seconds{86'399}), 86'399s);
    EXPECT_EQ(shown("time", seconds{3'661}), "01:01:01");
}

TEST_F(postgres_values, jsonb_uuid_bytea) {
    EXPECT_EQ(echo("jsonb", postgres::jsonb{R"({"a": [1, null]})"}).text, R"({"a": [1, null]})");
    const postgres::uuid id{"00112233-4455-6677-8899-aabbccddeeff"};
    EXPECT_EQ(echo("uuid", id), id);
    EXPECT_EQ(shown("uuid", id), id.text);
    const postgres::bytea bytes{std::string("\0\1\xff", 3)};
    EXPECT_EQ(echo("bytea", bytes), bytes);
}

TEST_F(postgres_values, null) {
    EXPECT_EQ(echo("int8", std::optional<std::int64_t>{}), std::nullopt);
    EXPECT_EQ(echo("text", std::optional<std::string>{""}), "");
    EXPECT_EQ(echo("timestamptz", std::optional{some_time}), some_time);
    EXPECT_EQ(echo("int8", std::optional{base::store_id{3}}), base::store_id{3});
    EXPECT_THROW(run({"null", "select null::int8"}).value<std::int64_t>(), std::logic_error);
}

TEST_F(postgres_values, arrays) {
    const auto same = [&]<class T>(const char* type, const std::vector<T>& values) {
        EXPECT_EQ(echo(type, values), values) << type;
        EXPECT_EQ(echo(type, std::vector<T>{}), std::vector<T>{}) << type;
    };
    same("int8[]", std::vector<std::int64_t>{1, -2, 3});
    same("int4[]", std::vector<std::int32_t>{4, 5});
    same("float8[]", std::vector{0.5, -1e300});
    same("text[]", std::vector<std::string>{"", "a,b", "{\"x\"}"});
    same("bool[]", std::vector<bool>{true, false, true});
    same("timestamptz[]", std::vector{some_time, some_time + 1us});
    same("numeric[]",
         std::vector{*base::money::from_cents(5), *base::money::from_cents(1'234'567)});
    same("uuid[]", std::vector<postgres::uuid>{{"00112233-4455-6677-8899-aabbccddeeff"}});
    same("jsonb[]", std::vector<postgres::jsonb>{{"{}"}, {"[1, 2]"}});
    same("bytea[]", std::vector<postgres::bytea>{{"x"}, {std::string("\0", 1)}});
    same("int8[]", std::vector{base::user_id{7}, base::user_id{8}});
    same("int8[]", std::vector<std::optional<std::int64_t>>{1, std::nullopt});
    same("float8[]", std::vector<std::optional<double>>{std::nullopt, 2.5});
    same("text[]", std::vector<std::optional<std::string>>{"a", std::nullopt, ""});
    same("timestamptz[]", std::vector<std::optional<base::instant>>{std::nullopt, some_time});
    EXPECT_EQ(shown("int8[]", std::vector<std::int64_t>{1, 2}), "{1,2}");
    EXPECT_THROW(run({"nulls", "select array[1, null]"}).value<std::vector<std::int32_t>>(),
                 std::logic_error);
    EXPECT_THROW(run({"matrix", "select array[[1], [2]]"}).value<std::vector<std::int32_t>>(),
                 std::logic_error);
}

TEST_F(postgres_values, another_type_is_refused) {
    const auto rows = run({"mixed", "select 1::int8, 'a'::text, now(), '{}'::jsonb, 1::numeric"});
    EXPECT_THROW(rows[0].at<std::int32_t>(0), std::logic_error);
    EXPECT_THROW(rows[0].at<std::int64_t>(1), std::logic_error);
    EXPECT_THROW(rows[0].at<std::string>(2), std::logic_error);
    EXPECT_THROW(rows[0].at<std::string>(3), std::logic_error);
    EXPECT_THROW(rows[0].at<double>(4), std::logic_error);
    EXPECT_THROW(rows[0].at<std::vector<std::int64_t>>(0), std::logic_error);
    EXPECT_THROW(rows[0].at<bool>(5), std::logic_error);
    EXPECT_THROW(rows[1].at<bool>(0), std::logic_error);
}

struct place {
    std::int64_t id;
    std::optional<std::string> name;
    base::instant at;
};

TEST_F(postgres_values, rows_as_aggregates) {
    const auto rows =
        run({"places", "select g, case g when 2 then 'two' end, timestamptz '2026-01-01' "
                       "from generate_series(1::int8, 3) g"});
    const auto all = rows.all<place>();
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(all[0].name, std::nullopt);
    EXPECT_EQ(all[1].name, "two");
    EXPECT_EQ(all[2].id, 3);
    EXPECT_EQ(all[2].at, sys_days{2026y / January / 1});
    EXPECT_EQ(rows.first<place>()->id, 1);
    EXPECT_EQ(run({"none", "select 1::int8, null, now() where false"}).first<place>(),
              std::nullopt);
}

} // namespace

// The matching's verdicts, from SQL, against a small reference: 10,000 random shoppers.

#include "notifications/pipeline.hpp"
#include "notifications_rig.hpp"

#include <map>
#include <random>

#include <boost/geometry.hpp>
#include <gtest/gtest.h>

namespace {

using namespace notifications_rig;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr int shoppers = 10'000;
constexpr std::int64_t first_shopper = 11;
constexpr double radius_m = 1500;
/// So near to the edge of the circle, two ways to compute a distance may differ.
constexpr double edge_m = 0.01;

/// Zones without clock changes in the days of this test, and their offset from UTC.
const std::map<std::string, minutes> zones{{"UTC", minutes{0}},
                                           {"America/Bogota", -hours{5}},
                                           {"Asia/Kolkata", hours{5} + minutes{30}},
                                           {"Pacific/Kiritimati", hours{14}},
                                           {"Pacific/Pago_Pago", -hours{11}},
                                           {"Nowhere/Unknown", minutes{0}}};

struct person {
    std::int64_t id = 0;
    std::optional<base::geo_point> place;
    std::string segment;
    bool is_active = true;
    bool wants = true;
    std::string zone;
    std::optional<std::pair<seconds, seconds>> quiet;
    int daily_cap = 20;
    std::vector<base::instant> told; ///< of other windows
};

struct opening {
    base::geo_point place;
    std::vector<std::string> segments;
    base::instant at;
};

double spheroid_distance_m(base::geo_point a, base::geo_point b) {
    namespace bg = boost::geometry;
    using point = bg::model::point<double, 2, bg::cs::geographic<bg::degree>>;
    const bg::srs::spheroid<double> wgs84{6'378'137.0, 6'356'752.314245};
    return bg::distance(point{a.longitude(), a.latitude()}, point{b.longitude(), b.latitude()},
                        bg::strategy::distance::vincenty<bg::srs::spheroid<double>>{wgs84});
}

std::int64_t local_day(base::instant at, minutes offset) {
    return std::chrono::floor<std::chrono::days>(at + offset).time_since_epoch().count();
}

/// What the matching should say: "" (not matched), "staged", or "suppressed" with its reason.
std::string verdict_of(const person& who, const opening& of) {
    static const std::map<std::string, std::string> names{
        {"new", "new_users"}, {"frequent", "frequent_buyers"}, {"regular", "regular_users"}};
    const bool is_meant =
        of.segments.empty() ||
        std::ranges::find(of.segments, names.at(who.segment)) != of.segments.end();
    if (!who.place || !who.is_active || !is_meant ||
        spheroid_distance_m(*who.place, of.place) > radius_m)
        return "";
    if (!who.wants)
        return "suppressed preferences";
    const auto offset = zones.at(who.zone);
    if (who.quiet) {
        const auto local = of.at + offset;
        const auto time = local - std::chrono::floor<std::chrono::days>(local);
        const auto [from, until] = *who.quiet;
        const bool is_quiet =
            from <= until ? time >= from && time < until : time >= from || time < until;
        if (is_quiet)
            return "suppressed quiet_hours";
    }
    const auto today = std::ranges::count_if(who.told, [&](base::instant at) {
        return local_day(at, offset) == local_day(of.at, offset);
    });
    return who.daily_cap <= today ? "suppressed daily_cap" : "staged";
}

class world {
public:
    explicit world(std::uint64_t seed)
        : random_{seed} {}

    std::vector<person> people(const opening& of) {
        std::vector<person> made;
        for (int i = 0; i < shoppers; ++i)
            made.push_back(one(first_shopper + i, of));
        return made;
    }

private:
    int below(int limit) { return std::uniform_int_distribution{0, limit - 1}(random_); }
    bool one_in(int n) { return below(n) == 0; }
    template <class Range>
    auto any_of(const Range& from) {
        return *std::next(std::begin(from), below(static_cast<int>(std::size(from))));
    }

    person one(std::int64_t id, const opening& of) {
        person who{.id = id,
                   .place = place_near(of.place),
                   .segment = {},
                   .zone = {},
                   .quiet = {},
                   .told = {}};
        who.segment = any_of(std::array<std::string, 3>{"new", "frequent", "regular"});
        who.is_active = !one_in(20);
        who.wants = !one_in(8);
        who.zone = any_of(zones).first;
        if (one_in(3))
            who.quiet = {hours{below(24)}, minutes{below(24 * 60)}};
        who.daily_cap = any_of(std::array{0, 1, 2, 20});
        if (one_in(3)) {
            for (int n = 1 + below(3); n > 0; --n)
                who.told.push_back(of.at - minutes{below(40 * 60)});
        }
        return who;
    }

    std::optional<base::geo_point> place_near(base::geo_point center) {
        if (one_in(50))
            return std::nullopt;
        std::normal_distribution<double> degrees{0, 0.012};
        return base::geo_point::from_degrees(center.latitude() + degrees(random_),
                                             center.longitude() + degrees(random_));
    }

    std::mt19937_64 random_;
};

std::string literal(const person& who) {
    const auto time = [](seconds of_day) {
        return fmt::format("'{:02}:{:02}'", of_day / hours{1}, of_day / minutes{1} % 60);
    };
    return fmt::format(
        "({}, 's{}', 'x', '{}', {}, {}, '{}', {}, {}, {}, {})", who.id, who.id, who.segment,
        who.place ? fmt::format("st_setsrid(st_makepoint({:.9f}, {:.9f}), 4326)::geography",
                                who.place->longitude(), who.place->latitude())
                  : "null::geography",
        who.is_active, who.zone, who.wants ? "'{}'::jsonb" : R"('{"flash_promos": false}')",
        who.quiet ? time(who.quiet->first) : "null::time",
        who.quiet ? time(who.quiet->second) : "null::time", who.daily_cap);
}

/// Notices of another window a person, delivered when they were told.
std::string notices_of(const std::vector<person>& people) {
    std::string values;
    int window = 1000;
    for (const auto& who : people) {
        for (const auto at : who.told)
            values +=
                fmt::format("{}({}, {}, app_clock()::date, 1, 1, 'delivered', 'm', '{}', '{}')",
                            values.empty() ? "" : ",", ++window, who.id, base::to_rfc3339(at),
                            base::to_rfc3339(at));
    }
    return "insert into notifications (window_id, user_id, window_created_on, store_id, promo_id, "
           "delivery_status, sqs_message_id, due_at, published_at) values " +
           values;
}

class matching : public testing::TestWithParam<std::uint64_t> {};

TEST_P(matching, says_what_the_reference_says) {
    rig on{0, {}};
    const auto window =
        on.shop.add_window({.radius_m = static_cast<int>(radius_m),
                            .segments = GetParam() % 2 == 0 ? "{new_users,frequent_buyers}" : "{}",
                            .opens_in = "50 seconds"});
    const opening of{*base::geo_point::from_degrees(6.25, -75.57),
                     GetParam() % 2 == 0 ? std::vector<std::string>{"new_users", "frequent_buyers"}
                                         : std::vector<std::string>{},
                     *base::parse_rfc3339(
                         on.shop.text("select to_char(opens_at at time zone 'UTC', "
                                      "'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') from promo_windows"))};
    const auto people = world{GetParam()}.people(of);
    std::string values;
    for (const auto& who : people)
        values += (values.empty() ? "" : ",") + literal(who);
    on.shop.execute("insert into users (id, username, password_hash, user_type, location, "
                    "is_active, time_zone, preferences, quiet_from, quiet_until, daily_cap) "
                    "overriding system value values " +
                    values);
    on.shop.execute(notices_of(people));
    on.fan_out(window);

    const auto rows = boost::json::parse(on.shop.text(
        fmt::format("select coalesce(jsonb_object_agg(user_id, concat_ws(' ', delivery_status, "
                    "reason)), '{{}}') from notifications where window_id = {}",
                    window.value())));
    std::map<std::string, int> seen;
    for (const auto& who : people) {
        if (who.place && std::abs(spheroid_distance_m(*who.place, of.place) - radius_m) < edge_m)
            continue;
        const auto* found = rows.as_object().if_contains(std::to_string(who.id));
        const auto got = found ? std::string{found->as_string()} : "";
        const auto expected = verdict_of(who, of);
        ++seen[expected];
        ASSERT_EQ(got, expected) << "shopper " << literal(who);
    }
    for (const auto* verdict :
         {"", "staged", "suppressed preferences", "suppressed quiet_hours", "suppressed daily_cap"})
        EXPECT_GT(seen[verdict], 50) << verdict << ": the test says nothing about it";
}

INSTANTIATE_TEST_SUITE_P(seeds, matching, testing::Values(1, 2));

} // namespace

// What streams are made of, without streams: frames, interests, pacing, backlogs, what is kept.

#include "notifications/live/backlog.hpp"
#include "notifications/live/delivered_message.hpp"
#include "notifications/live/interest.hpp"
#include "notifications/live/recent.hpp"
#include "notifications/live/seats.hpp"
#include "notifications/live/stock_pacer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace notifications::live;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

const base::instant noon = std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + 12h;

place window_at(std::int64_t id, double latitude = 6.25, double longitude = -75.5) {
    return {.window = base::window_id{id},
            .promo = base::promo_id{id + 100},
            .store = base::store_id{id + 200},
            .location = *base::geo_point::from_degrees(latitude, longitude),
            .radius_m = 2000};
}

shared_frame stock(std::int64_t window, std::int32_t left, base::instant at = noon) {
    return stock_frame(window_at(window), {.revision = left, .left = left}, at);
}

TEST(live_frame, is_a_server_sent_event) {
    EXPECT_EQ(stock_frame(window_at(7), {.revision = 12, .left = 5}, noon)->text,
              "event: stock\nid: 1795521600000000\n"
              "data: {\"window\":7,\"promo\":107,\"left\":5,\"revision\":12}\n\n");
    EXPECT_EQ(
        window_frame(window_at(7), "opened", 3, R"({"id":107})", noon)->text,
        "event: window\nid: 1795521600000000\n"
        "data: {\"change\":\"opened\",\"window\":7,\"promo\":107,\"store\":207,\"revision\":3,"
        "\"live\":{\"id\":107}}\n\n");
    EXPECT_THAT(window_frame(window_at(7), "closed", 3, "", noon)->text,
                testing::HasSubstr("\"live\":null}"));
    EXPECT_EQ(hello_text(true, noon),
              "event: hello\nid: 1795521600000000\n"
              "data: {\"resumed\":true,\"at\":\"2026-11-24T12:00:00Z\"}\n\n");
    EXPECT_EQ(heartbeat_frame()->text, ":\n\n");
    EXPECT_EQ(retry_text(1500ms), "retry: 1500\n\n");
}

TEST(live_frame, ids_are_read_back_and_nothing_else_is) {
    EXPECT_EQ(parse_event_id(event_id(noon)), noon);
    for (const auto* bad : {"", "x", "-5", "0", "17955216000000001795521600000000", "1 2"})
        EXPECT_EQ(parse_event_id(bad), std::nullopt) << bad;
}

std::vector<bool> heard(std::string_view query) {
    const auto wanted = interest::parse(http::query::parse(query));
    if (!wanted)
        return {};
    return {wanted->hears(window_at(1)), wanted->hears(window_at(2, 6.26)),
            wanted->hears(window_at(3, 7.0))};
}

TEST(live_interest, is_everything_or_what_is_near_or_named) {
    EXPECT_THAT(heard(""), ElementsAre(true, true, true));
    EXPECT_THAT(heard("near=6.25,-75.5"), ElementsAre(true, true, false));
    EXPECT_THAT(heard("near=6.25,-75.5&radius_m=1000"), ElementsAre(true, false, false));
    EXPECT_THAT(heard("near=6.25,-75.5&radius_m=1000&promo=103"), ElementsAre(true, false, true));
    EXPECT_THAT(heard("near=6.25,-76.5"), ElementsAre(false, false, false));
    EXPECT_THAT(heard("promo=102,%20103"), ElementsAre(false, true, true));
    EXPECT_THAT(heard("store=201"), ElementsAre(true, false, false));
}

TEST(live_interest, names_every_bad_parameter) {
    const auto bad = interest::parse(
        http::query::parse("near=north&radius_m=0&promo=1,x&store=" + std::string(200, '1')));
    ASSERT_FALSE(bad);
    std::vector<std::string> fields;
    for (const auto& [field, why] : bad.error())
        fields.push_back(field);
    EXPECT_THAT(fields, ElementsAre("near", "promo", "radius_m", "store"));
    EXPECT_FALSE(interest::parse(http::query::parse("radius_m=100")));
    std::string many = "promo=1";
    for (std::size_t i = 1; i < named_max; ++i)
        many += ",2";
    EXPECT_TRUE(interest::parse(http::query::parse(many)));
    EXPECT_FALSE(interest::parse(http::query::parse(many + ",3")));
}

std::string waiting(backlog& of) {
    std::string texts;
    of.take_into(texts, 1 << 20);
    return texts;
}

TEST(live_backlog, keeps_the_newest_of_each_window_and_every_notice) {
    backlog waits;
    const auto opened = window_frame(window_at(1), "opened", 1, "{}", noon);
    const auto notice = notice_frame("{}", noon);
    for (const auto& one : {stock(1, 9), stock(2, 5), opened, notice, stock(1, 8), notice})
        ASSERT_TRUE(waits.push(one));
    EXPECT_EQ(waiting(waits),
              stock(2, 5)->text + opened->text + notice->text + stock(1, 8)->text + notice->text);
    EXPECT_TRUE(waits.empty());
}

TEST(live_backlog, gives_one_frame_as_it_is_and_several_up_to_a_size) {
    backlog waits;
    const auto only = stock(1, 9);
    waits.push(only);
    EXPECT_EQ(waits.take_single(), only);
    EXPECT_TRUE(waits.empty());
    waits.push(stock(1, 9));
    waits.push(stock(2, 9));
    EXPECT_EQ(waits.take_single(), nullptr);
    std::string texts;
    waits.take_into(texts, 1);
    EXPECT_EQ(texts, stock(1, 9)->text);
    EXPECT_EQ(waits.size(), 1U);
}

TEST(live_backlog, is_full_for_who_does_not_read) {
    backlog waits;
    for (std::size_t i = 0; i < backlog::frames_max; ++i)
        ASSERT_TRUE(waits.push(stock(static_cast<std::int64_t>(i + 1), 1)));
    EXPECT_TRUE(waits.push(stock(1, 0))) << "takes the place of an older one";
    EXPECT_FALSE(waits.push(stock(1'000'000, 1)));
}

class pacer : public testing::Test {
protected:
    /// What is told when `left` is heard `after` the beginning; -1: nothing yet.
    int offer(std::int32_t left, std::chrono::milliseconds after) {
        const auto told =
            paced.offer(window_at(1), {.revision = ++revision, .left = left}, start + after);
        return told ? told->now.left : -1;
    }
    std::vector<std::int32_t> due(std::chrono::milliseconds after) {
        std::vector<std::int32_t> all;
        for (const auto& one : paced.due(start + after))
            all.push_back(one.now.left);
        return all;
    }

    stock_pacer paced;
    stock_pacer::time start{1h};
    std::int64_t revision = 0;
};

TEST_F(pacer, tells_a_window_at_most_twice_a_second_and_the_newest_number) {
    EXPECT_EQ(offer(9, 0ms), 9);
    EXPECT_EQ(offer(8, 100ms), -1);
    EXPECT_EQ(offer(7, 200ms), -1);
    EXPECT_EQ(paced.next(), start + 500ms);
    EXPECT_THAT(due(499ms), IsEmpty());
    EXPECT_THAT(due(500ms), ElementsAre(7));
    EXPECT_EQ(paced.next(), std::nullopt);
    EXPECT_EQ(offer(6, 999ms), -1);
    EXPECT_THAT(due(1000ms), ElementsAre(6));
    EXPECT_EQ(offer(5, 1500ms), 5) << "it was silent for long enough";
}

TEST_F(pacer, tells_sold_out_and_back_at_once) {
    EXPECT_EQ(offer(1, 0ms), 1);
    EXPECT_EQ(offer(0, 1ms), 0);
    EXPECT_EQ(offer(1, 2ms), 1);
    EXPECT_EQ(offer(2, 3ms), -1);
    EXPECT_EQ(offer(0, 4ms), 0);
    EXPECT_EQ(paced.next(), std::nullopt) << "what waited is told";
    EXPECT_THAT(due(1h), IsEmpty());
}

TEST_F(pacer, drops_what_is_older_than_known) {
    EXPECT_EQ(offer(9, 0ms), 9);
    revision = 0;
    EXPECT_EQ(offer(10, 600ms), -1);
    EXPECT_THAT(due(1h), IsEmpty());
}

TEST_F(pacer, forgets_a_window_that_has_closed) {
    EXPECT_EQ(offer(9, 0ms), 9);
    EXPECT_EQ(offer(8, 1ms), -1);
    paced.forget(base::window_id{1});
    EXPECT_EQ(paced.next(), std::nullopt);
    EXPECT_THAT(due(1h), IsEmpty());
}

TEST(live_recent, knows_what_came_after_an_id) {
    recent_frames recent;
    EXPECT_EQ(recent.since(noon), std::nullopt) << "not begun";
    recent.begin(noon);
    EXPECT_EQ(recent.since(noon), std::nullopt) << "what came a little before is not known";
    recent.keep(stock(1, 1, noon + 1s));
    recent.keep(stock(2, 1, noon + 20s));
    EXPECT_EQ(recent.since(noon + 5s).value().size(), 2U);
    EXPECT_EQ(recent.since(noon + 10s).value().size(), 1U);
    EXPECT_EQ(recent.since(noon + 1h).value().size(), 0U);
    recent.keep(stock(3, 1, noon + 1s + recent_frames::kept_for + 1us));
    EXPECT_EQ(recent.since(noon + 6s), std::nullopt) << "its first one is dropped";
    EXPECT_EQ(recent.since(noon + 7s).value().size(), 2U);
}

TEST(live_recent, keeps_no_more_than_its_limit) {
    recent_frames recent;
    recent.begin(noon);
    for (std::size_t i = 0; i <= recent_frames::kept_max; ++i)
        recent.keep(stock(1, 1, noon + 10s + std::chrono::microseconds{i}));
    EXPECT_EQ(recent.since(noon + 15s), std::nullopt);
    EXPECT_EQ(recent.since(noon + 15s + 1us).value().size(), recent_frames::kept_max);
}

TEST(live_seats, are_given_back) {
    seats open{2};
    auto first = open.take();
    const auto second = open.take();
    EXPECT_TRUE(first && second);
    EXPECT_FALSE(open.take());
    EXPECT_EQ(open.taken(), 2U);
    first.reset();
    EXPECT_TRUE(open.take());
}

TEST(delivered_message, is_read_back) {
    const std::vector<notifications::delivered_notice> some{
        {base::notification_id{5}, base::user_id{11}},
        {base::notification_id{7}, base::user_id{3}}};
    EXPECT_EQ(to_text(some), "5 11 7 3");
    EXPECT_EQ(parse_delivered("5 11 7 3"), some);
    for (const auto* bad : {"5", "5 11 7", "x 1", "5 -1", "5  11", "99999999999999999999 1"})
        EXPECT_EQ(parse_delivered(bad), std::nullopt) << bad;
}

} // namespace

#include "base/errors.hpp"
#include "reservations/window_queue.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

namespace reservations {
namespace {

using namespace std::chrono_literals;
using way = queue_batch::way;

struct named final : waiter {
    explicit named(int n)
        : number{n} {}
    int number;
};

std::shared_ptr<waiter> who(int number) {
    return std::make_shared<named>(number);
}

int number_of(const finished_request& finished) {
    return std::static_pointer_cast<named>(finished.who)->number;
}

verdict verdict_of(const finished_request& finished) {
    return std::get<desk_answer>(finished.what).verdict;
}

desk_request reserve_by(std::int64_t user) {
    return {.kind = request_kind::reserve,
            .shopper = base::user_id{user},
            .actor = base::user_id{user}};
}

desk_request with_key(desk_request request, std::string key, std::string hash = "h") {
    request.idempotency = idempotency{std::move(key), std::move(hash)};
    return request;
}

desk_request complete_by(std::int64_t user) {
    auto request = reserve_by(user);
    request.kind = request_kind::complete;
    request.reservation = base::reservation_id{user};
    return request;
}

/// All requests get the same verdict; `left` units remain.
batch_answer all(const queue_batch& batch, verdict v, std::int32_t left,
                 std::int64_t revision = 1) {
    batch_answer answer;
    answer.answers.assign(batch.entries.size(), {v, std::nullopt});
    answer.counters = {.stock = left, .held = 0, .sold = 0, .revision = revision};
    answer.is_open = true;
    return answer;
}

const window_queue::time_point noon{1h};

TEST(window_queue, gives_what_waits_in_the_order_of_arrival) {
    window_queue queue;
    EXPECT_FALSE(queue.next(noon));
    for (int i = 1; i <= 3; ++i)
        queue.add(reserve_by(i), who(i));
    auto batch = queue.next(noon);
    ASSERT_TRUE(batch);
    EXPECT_EQ(batch->by, way::locked);
    const auto answer = all(*batch, verdict::granted, 5);
    const auto finished = queue.succeeded(std::move(*batch), answer, noon);
    ASSERT_EQ(finished.size(), 3U);
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(number_of(finished[static_cast<std::size_t>(i)]), i + 1);
    EXPECT_FALSE(queue.next(noon));
}

TEST(window_queue, takes_no_more_than_a_batch_and_refuses_more_than_may_wait) {
    window_queue queue{{.batch_max = 4, .waiting_max = 6}};
    for (int i = 1; i <= 6; ++i)
        queue.add(reserve_by(i), who(i));
    EXPECT_THROW(queue.add(reserve_by(7), who(7)), base::overload);
    EXPECT_EQ(queue.next(noon)->entries.size(), 4U);
    EXPECT_EQ(queue.next(noon)->entries.size(), 2U);
}

TEST(window_queue, folds_what_a_shopper_asks_twice) {
    window_queue queue;
    queue.add(reserve_by(1), who(1));
    queue.add(reserve_by(1), who(2));
    queue.add(with_key(reserve_by(2), "k"), who(3));
    queue.add(with_key(reserve_by(2), "k"), who(4));
    auto batch = queue.next(noon);
    ASSERT_EQ(batch->entries.size(), 2U);
    const auto answer = all(*batch, verdict::granted, 5);
    const auto finished = queue.succeeded(std::move(*batch), answer, noon);
    ASSERT_EQ(finished.size(), 4U);
    EXPECT_EQ(verdict_of(finished[0]), verdict::granted);
    EXPECT_EQ(verdict_of(finished[1]), verdict::already_held) << "a second request finds the hold";
    EXPECT_EQ(verdict_of(finished[2]), verdict::granted);
    EXPECT_EQ(verdict_of(finished[3]), verdict::granted) << "the same key is the same request";
}

TEST(window_queue, keeps_a_shoppers_other_request_for_the_next_batch) {
    window_queue queue;
    queue.add(complete_by(1), who(1));
    queue.add(reserve_by(1), who(2));
    queue.add(reserve_by(2), who(3));
    queue.add(with_key(reserve_by(2), "k"), who(4));
    const auto first = queue.next(noon);
    ASSERT_EQ(first->entries.size(), 2U);
    const auto second = queue.next(noon);
    ASSERT_EQ(second->entries.size(), 2U);
    EXPECT_EQ(second->entries[0].request.kind, request_kind::reserve);
    EXPECT_TRUE(second->entries[1].request.idempotency);
}

TEST(window_queue, uses_a_key_once_a_batch) {
    window_queue queue;
    auto one = with_key(complete_by(1), "k");
    auto other = with_key(complete_by(2), "k");
    one.kind = other.kind = request_kind::redeem;
    one.actor = other.actor = base::user_id{9};
    queue.add(one, who(1));
    queue.add(other, who(2));
    EXPECT_EQ(queue.next(noon)->entries.size(), 1U);
    EXPECT_EQ(queue.next(noon)->entries.size(), 1U);
}

TEST(window_queue, a_failure_falls_on_the_one_that_causes_it) {
    window_queue queue;
    for (int i = 1; i <= 512; ++i)
        queue.add(reserve_by(i), who(i));
    const auto why = std::make_exception_ptr(std::runtime_error{"constraint"});
    std::vector<int> failed;
    std::size_t served = 0;
    std::size_t calls = 0;
    while (auto batch = queue.next(noon)) {
        ++calls;
        const bool bad = std::ranges::any_of(batch->entries, [](const queue_entry& e) {
            return e.request.shopper == base::user_id{300};
        });
        const auto answer = all(*batch, verdict::granted, 5);
        const auto finished = bad ? queue.failed(std::move(*batch), why, true)
                                  : queue.succeeded(std::move(*batch), answer, noon);
        for (const auto& one : finished) {
            if (std::holds_alternative<std::exception_ptr>(one.what))
                failed.push_back(number_of(one));
            else
                ++served;
        }
    }
    EXPECT_EQ(failed, std::vector{300});
    EXPECT_EQ(served, 511U);
    EXPECT_EQ(calls, 19U) << "ten that hold the bad one, nine halves without it";
}

TEST(window_queue, an_outage_falls_on_all) {
    window_queue queue;
    queue.add(reserve_by(1), who(1));
    queue.add(reserve_by(2), who(2));
    auto batch = queue.next(noon);
    const auto why = std::make_exception_ptr(base::outage{"postgresql", "gone"});
    EXPECT_EQ(queue.failed(std::move(*batch), why, false).size(), 2U);
    EXPECT_FALSE(queue.next(noon));
}

class sold_out_window : public testing::Test {
protected:
    void sell_out(std::optional<std::chrono::microseconds> next_deadline = {}) {
        queue.add(reserve_by(1), who(1));
        auto batch = queue.next(noon);
        auto answer = all(*batch, verdict::granted, 0, 7);
        answer.next_deadline = next_deadline;
        queue.succeeded(std::move(*batch), answer, noon);
    }

    way next_way(window_queue::time_point at) {
        queue.add(reserve_by(++user), who(0));
        auto batch = queue.next(at);
        const auto by = batch->by;
        auto answer = all(*batch, verdict::sold_out, 0, 7);
        if (by == way::sold_out)
            queue.succeeded(std::move(*batch), answer, at);
        return by;
    }

    window_queue queue;
    std::int64_t user = 1;
};

TEST_F(sold_out_window, is_read_without_the_lock_for_100_ms) {
    sell_out();
    EXPECT_EQ(next_way(noon + 99ms), way::sold_out);
    EXPECT_EQ(next_way(noon + 100ms), way::locked);
}

TEST_F(sold_out_window, only_until_the_next_deadline) {
    sell_out(30ms);
    EXPECT_EQ(next_way(noon + 29ms), way::sold_out);
    EXPECT_EQ(next_way(noon + 30ms), way::locked);
}

TEST_F(sold_out_window, only_until_a_newer_revision) {
    sell_out();
    queue.note_revision(7);
    EXPECT_EQ(next_way(noon), way::sold_out);
    queue.note_revision(8);
    EXPECT_EQ(next_way(noon), way::locked);
}

TEST_F(sold_out_window, asks_again_when_the_read_finds_units) {
    sell_out();
    queue.add(reserve_by(2), who(2));
    auto read = queue.next(noon);
    ASSERT_EQ(read->by, way::sold_out);
    EXPECT_TRUE(queue.succeeded(std::move(*read), {}, noon).empty());
    const auto again = queue.next(noon);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->by, way::locked);
    EXPECT_EQ(again->entries.size(), 1U);
}

TEST_F(sold_out_window, completing_still_takes_the_lock) {
    sell_out();
    queue.add(reserve_by(2), who(2));
    queue.add(complete_by(1), who(1));
    queue.add(reserve_by(3), who(3));
    const auto read = queue.next(noon);
    EXPECT_EQ(read->by, way::sold_out);
    EXPECT_EQ(read->entries.size(), 2U);
    const auto locked = queue.next(noon);
    EXPECT_EQ(locked->by, way::locked);
    EXPECT_EQ(locked->entries.size(), 1U);
}

TEST_F(sold_out_window, a_release_takes_the_lock_and_the_waiting_with_it) {
    sell_out();
    queue.add(reserve_by(2), who(2));
    queue.add_release();
    const auto batch = queue.next(noon);
    EXPECT_EQ(batch->by, way::locked);
    ASSERT_EQ(batch->entries.size(), 2U);
    EXPECT_EQ(batch->entries.back().request.kind, request_kind::release);
    EXPECT_FALSE(queue.next(noon));
}

} // namespace
} // namespace reservations

#include "promos/board.hpp"
#include "promos/board_watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using promos::board_window;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

const base::instant ten = std::chrono::sys_days{std::chrono::year{2026} / 5 / 4} + 10h;

board_window window(std::int64_t id, base::instant opens_at = ten,
                    base::instant closes_at = ten + 2h) {
    return {.window = base::window_id{id},
            .promo = base::promo_id{id},
            .product = base::product_id{1},
            .store = base::store_id{1},
            .product_name = "Bread",
            .store_name = "Shop",
            .promo_price = *base::money::from_cents(750),
            .original_price = *base::money::from_cents(1000),
            .currency = "USD",
            .location = *base::geo_point::from_degrees(6.25, -75.5),
            .radius_m = 2000,
            .opens_at = opens_at,
            .closes_at = closes_at,
            .hold_seconds = 60,
            .max_per_user = 1,
            .version = 1,
            .left = 3};
}

class board_watch_test : public testing::Test {
protected:
    /// "1 opened" of each change.
    std::vector<std::string> look(base::instant now) {
        board.refresh(now);
        std::vector<std::string> all;
        for (const auto& change : watch.look(*board.snapshot(), now))
            all.push_back(fmt::format("{} {}", change.item->window.window.value(),
                                      promos::to_string(change.what)));
        return all;
    }
    void edit(board_window to) {
        to.version = ++version;
        board.apply_window(std::move(to));
    }

    void SetUp() override { ASSERT_THAT(look(ten - 1h), IsEmpty()); }

    promos::board board;
    promos::board_watch watch;
    std::int64_t version = 1;
};

TEST_F(board_watch_test, tells_of_openings_and_closings_at_their_instant) {
    board.apply_window(window(1));
    EXPECT_THAT(look(ten - 5min), IsEmpty());
    EXPECT_EQ(watch.next(), ten);
    EXPECT_THAT(look(ten - 1us), IsEmpty());
    EXPECT_THAT(look(ten), ElementsAre("1 opened"));
    EXPECT_EQ(watch.next(), ten + 2h);
    EXPECT_THAT(look(ten + 1h), IsEmpty());
    EXPECT_THAT(look(ten + 2h), ElementsAre("1 closed"));
    EXPECT_EQ(watch.next(), std::nullopt);
    EXPECT_THAT(look(ten + 3h), IsEmpty());
}

TEST_F(board_watch_test, tells_of_edits_that_show) {
    board.apply_window(window(1));
    board.apply_window(window(2, ten + 5min));
    EXPECT_THAT(look(ten), ElementsAre("1 opened"));
    auto longer = window(1);
    longer.closes_at = ten + 3h;
    edit(longer);
    auto later = window(2, ten + 6min);
    edit(later);
    EXPECT_THAT(look(ten + 1min), UnorderedElementsAre("1 edited", "2 edited"));
    EXPECT_EQ(watch.next(), ten + 6min);
    edit(longer);
    EXPECT_THAT(look(ten + 2min), IsEmpty()) << "nothing that shows";
    EXPECT_THAT(look(ten + 6min), ElementsAre("2 opened"));
}

TEST_F(board_watch_test, tells_of_what_a_merchant_takes_back) {
    board.apply_window(window(1));
    board.apply_window(window(2, ten + 5min));
    EXPECT_THAT(look(ten), ElementsAre("1 opened"));
    for (auto closed : {window(1), window(2, ten + 5min)}) {
        closed.state = promos::window_state::closed;
        edit(closed);
    }
    EXPECT_THAT(look(ten + 1min), UnorderedElementsAre("1 closed", "2 closed"));
}

TEST_F(board_watch_test, what_opens_with_an_edit_has_opened) {
    board.apply_window(window(1, ten + 5min));
    EXPECT_THAT(look(ten), IsEmpty());
    edit(window(1, ten));
    EXPECT_THAT(look(ten + 1s), ElementsAre("1 opened"));
}

TEST_F(board_watch_test, tells_counters_from_edits) {
    board.apply_window(window(1));
    EXPECT_THAT(look(ten), ElementsAre("1 opened"));
    auto sold = window(1);
    sold.revision = 7;
    sold.left = 0;
    board.apply_window(sold);
    EXPECT_THAT(look(ten + 1s), ElementsAre("1 counted"));
    EXPECT_THAT(look(ten + 2s), IsEmpty());
}

TEST(board_watch, learns_what_there_is_by_its_first_look) {
    promos::board board;
    promos::board_watch watch;
    board.apply_window(window(1));
    board.refresh(ten);
    EXPECT_THAT(watch.look(*board.snapshot(), ten), IsEmpty());
    EXPECT_EQ(watch.next(), ten + 2h);
    EXPECT_EQ(watch.look(*board.snapshot(), ten + 2h).size(), 1U);
}

} // namespace

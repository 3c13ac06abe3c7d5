#include "promos/feed.hpp"

#include "json/text.hpp"
#include "promos/board_row.hpp"
#include "promos/sql.hpp"

namespace promos {
namespace {

using postgres::lane;
using postgres::params;

constexpr std::int64_t page_rows = 2000;
constexpr std::size_t counters_at_once = 5000;
/// Upcoming windows are on the board this long before they open; a NOTIFY tells of later edits.
constexpr std::chrono::minutes look_ahead{10};
/// Commits may become visible after ones with a later updated_at.
constexpr std::chrono::seconds overlap{5};

} // namespace

feed::feed(boost::asio::any_io_executor executor, board& kept, postgres::pool& pool,
           postgres::config listen_as, redis::address counters_from, const base::clock& clock,
           base::logger log, feed_config config)
    : board_{kept}
    , pool_{pool}
    , clock_{clock}
    , log_{log}
    , config_{config}
    , edits_{std::move(listen_as), log}
    , counters_{executor, std::move(counters_from), log}
    , rung_{executor}
    , loops_{executor, log} {
    const auto look = [this] {
        look_now_ = true;
        rung_.notify_all();
    };
    edits_.listen(std::string{windows_changed_channel},
                  [this](std::string_view text) { hear_edit(text); });
    edits_.on_connected(look);
    counters_.subscribe(std::string{counters_channel},
                        [this](std::string_view, std::string_view text) { hear_counters(text); });
    counters_.on_resubscribed(look);
}

void feed::hear_counters(std::string_view text) {
    const auto changed = counters_message::parse(text);
    if (!changed)
        return;
    board_.apply_counters(changed->window, changed->revision, changed->left);
    if (on_counters_)
        on_counters_(*changed);
}

void feed::hear_edit(std::string_view text) {
    if (const auto promo = json::parse_integer(text)) {
        edited_.push_back(*promo);
        rung_.notify_all();
    }
}

async::task<> feed::run() {
    loops_.spawn("promo edits", edits_.run());
    loops_.spawn("counters", counters_.run());
    std::exception_ptr ended;
    try {
        co_await loop();
    } catch (...) {
        ended = std::current_exception();
    }
    loops_.cancel();
    // This coroutine is cancelled already, so it may not wait for anything cancellable.
    co_await boost::asio::this_coro::reset_cancellation_state();
    co_await loops_.join();
    std::rethrow_exception(ended);
}

async::task<> feed::loop() {
    auto next = async::deadline::after(std::chrono::seconds{0});
    while (true) {
        const bool whole = next.expired() || std::exchange(look_now_, false);
        if (whole || !edited_.empty()) {
            const bool fine = co_await look(whole);
            if (!fine || whole)
                next = async::deadline::after(fine ? config_.reconcile_every : config_.look_again);
        }
        // What was told while the database answered found nobody waiting.
        if (!look_now_ && edited_.empty())
            co_await rung_.wait_until(next);
    }
}

async::task<bool> feed::look(bool whole) {
    try {
        if (!edited_.empty())
            co_await read_promos(std::exchange(edited_, {}));
        if (whole)
            co_await reconcile();
        co_return true;
    } catch (const base::outage& e) {
        log_.warning("the board waits for the database", {{"why", e.what()}});
    } catch (const base::deadline_exceeded& e) {
        log_.warning("the board waits for the database", {{"why", e.what()}});
    }
    co_return false;
}

async::task<> feed::reconcile() {
    const auto now = clock_.now();
    const auto horizon = now + look_ahead;
    if (!loaded_) {
        co_await load(horizon);
    } else {
        co_await read_changes(horizon);
        co_await read_counters(now);
    }
    horizon_ = horizon;
    refresh(now);
}

async::task<> feed::load(base::instant horizon) {
    seen_ = clock_.now() - overlap;
    std::int64_t after = 0;
    while (true) {
        const auto rows =
            co_await pool_.run(lane::work, async::deadline::after(config_.step_timeout),
                               sql::board_page, params{after, horizon, page_rows});
        take(rows);
        if (rows.size() < page_rows)
            break;
        after = rows[rows.size() - 1].at<std::int64_t>(0);
    }
    loaded_ = true;
}

async::task<> feed::read_changes(base::instant horizon) {
    const auto until = async::deadline::after(config_.step_timeout);
    take(co_await pool_.run(lane::work, until, sql::board_changed,
                            params{seen_ - overlap, horizon}));
    take(co_await pool_.run(lane::work, until, sql::board_opening, params{horizon_, horizon}));
}

void feed::refresh(base::instant now) {
    board_.refresh(now);
    if (loaded_ && on_refreshed_)
        on_refreshed_();
}

async::task<> feed::read_counters(base::instant now) {
    const auto snapshot = board_.snapshot();
    std::vector<std::int64_t> open;
    for (const auto& item : snapshot->items()) {
        if (item->open_at(now))
            open.push_back(item->window.window.value());
    }
    for (std::size_t at = 0; at < open.size(); at += counters_at_once) {
        const auto count = std::min(counters_at_once, open.size() - at);
        const auto rows = co_await pool_.run(
            lane::work, async::deadline::after(config_.step_timeout), sql::board_counters,
            params{std::span<const std::int64_t>{open}.subspan(at, count)});
        for (int i = 0; i < rows.size(); ++i) {
            const auto row = rows[i];
            const counters_message read{row.at<base::window_id>(0), row.at<std::int64_t>(1),
                                        row.at<std::int32_t>(2)};
            if (board_.apply_counters(read.window, read.revision, read.left) && on_counters_)
                on_counters_(read);
        }
    }
}

async::task<> feed::read_promos(std::vector<std::int64_t> promos) {
    const auto now = clock_.now();
    take(co_await pool_.run(lane::work, async::deadline::after(config_.step_timeout),
                            sql::board_of_promos, params{promos, now + look_ahead}));
    refresh(now);
}

void feed::take(const postgres::result& rows) {
    for (auto& window : read_board_windows(rows)) {
        seen_ = std::max(seen_, window.updated_at);
        board_.apply_window(std::move(window));
    }
}

} // namespace promos

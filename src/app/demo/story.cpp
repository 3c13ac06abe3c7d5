#include "app/demo/story.hpp"

#include "app/commands/command.hpp"
#include "app/sql.hpp"
#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "reservations/ledger.hpp"

#include <algorithm>
#include <chrono>

#include <boost/asio/this_coro.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

namespace app {

namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

constexpr std::size_t racers = 200;
constexpr std::int64_t units = 20;
constexpr std::size_t completing = 12;
constexpr std::size_t cancelling = 3;
constexpr int hold_seconds = 3;
constexpr int radius_m = 1'500;
constexpr auto opens_in = 2s;

constexpr auto query_timeout = 10s;
constexpr auto notices_timeout = 60s;
constexpr auto resale_timeout = 10s;
constexpr auto ask_again = 20ms;
constexpr auto poll_period = 50ms;

double ms(std::chrono::steady_clock::duration time) {
    return std::chrono::duration<double, std::milli>{time}.count();
}

std::string wall_time(base::instant at) {
    return fmt::format("{:%H:%M:%S}", std::chrono::floor<std::chrono::seconds>(at));
}

std::string date(base::instant at) {
    return fmt::format("{:%Y-%m-%d}", std::chrono::floor<std::chrono::seconds>(at));
}

// `sorted` is not empty.
double percentile(const std::vector<double>& sorted, double share) {
    return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

struct notice_counts {
    std::int64_t matched;
    std::int64_t shoppers;
    std::int64_t staged;
    std::int64_t delivered;
    std::int64_t suppressed;
    double first_ms;
    double last_ms;
};

struct window_counts {
    base::window_id window;
    std::optional<double> late_ms;
    std::int64_t stock;
    std::int64_t held;
    std::int64_t sold;
};

} // namespace

story::story(boost::asio::any_io_executor executor, const throwaway_stack& stack,
             postgres::pool& owner)
    : executor_{std::move(executor)}
    , owner_{owner}
    , api_{executor_, stack.with(), racers} {}

async::task<postgres::result> story::ask(postgres::statement what, postgres::params with) {
    co_return co_await owner_.run(postgres::lane::work, async::deadline::after(query_timeout), what,
                                  std::move(with));
}

async::task<> story::publish() {
    const auto registered = co_await api_.post(201, "/api/users/register/",
                                               {{"username", "merchant"},
                                                {"email", "merchant@example.com"},
                                                {"password", "beans-and-water-7"},
                                                {"password_confirm", "beans-and-water-7"}},
                                               {});
    co_await create_promo(std::string{registered.at("access").as_string()});
    fmt::print("    a merchant signs up, places a store in Medellin and publishes: coffee for 9.90 "
               "instead of 20.00,\n"
               "    {} units, one each, for whoever is within {} m, from {} UTC on\n",
               units, radius_m, wall_time(opens_));
}

async::task<> story::create_promo(std::string merchant) {
    const auto store = co_await api_.post(201, "/api/stores/",
                                          {{"name", "Cafe Aurora"},
                                           {"latitude", 6.25184},
                                           {"longitude", -75.56359},
                                           {"address", "Calle 10"},
                                           {"time_zone", "UTC"}},
                                          merchant);
    const auto product = co_await api_.post(
        201, "/api/products/",
        {{"store", store.at("id")}, {"name", "Coffee"}, {"original_price", "20.00"}}, merchant);
    opens_ = std::chrono::ceil<std::chrono::seconds>(base::system_clock{}.now() + opens_in);
    const auto promo = co_await api_.post(201, "/api/flash-promos/",
                                          {{"product", product.at("id")},
                                           {"promo_price", "9.90"},
                                           {"start_time", wall_time(opens_)},
                                           {"end_time", wall_time(opens_ + 10min)},
                                           {"starts_on", date(opens_)},
                                           {"ends_on", date(opens_)},
                                           {"stock", units},
                                           {"hold_seconds", hold_seconds},
                                           {"radius_m", radius_m}},
                                          merchant);
    promo_ = promo.at("id").to_number<std::int64_t>();
}

async::task<> story::open() {
    const auto eligible =
        (co_await ask(sql::demo_eligible, postgres::params{promo_})).value<std::int64_t>();
    const auto until = async::deadline::after(notices_timeout);
    notice_counts counts{};
    std::int64_t staged_early = 0;
    do {
        if (until.expired())
            throw failure{
                fmt::format("{} of {} shoppers were told in a minute", counts.delivered, eligible)};
        co_await async::sleep_for(poll_period);
        counts =
            *(co_await ask(sql::demo_notices, postgres::params{promo_})).first<notice_counts>();
        if (base::system_clock{}.now() < opens_)
            staged_early = counts.staged;
    } while (counts.delivered + counts.suppressed < eligible);
    const auto window =
        *(co_await ask(sql::demo_window, postgres::params{promo_})).first<window_counts>();
    fmt::print("    {} shoppers are matched, {} of them before the opening: nobody sees it yet\n"
               "    the window opens {:.1f} ms after its instant\n"
               "    through SNS and SQS the first inbox has it {:.0f} ms after the opening, the "
               "last {:.0f} ms\n",
               counts.matched, staged_early, window.late_ms.value_or(-1), counts.first_ms,
               counts.last_ms);
    tally_.expect("eligible shoppers, counted anew, were matched", eligible, counts.matched);
    tally_.expect("shoppers matched were matched once", counts.matched, counts.shoppers);
    tally_.expect("notices reached their inbox or say why not", counts.matched,
                  counts.delivered + counts.suppressed);
}

std::vector<base::user_id> story::take_waiting(std::size_t count) {
    count = std::min(count, waiting_.size());
    std::vector<base::user_id> taken(waiting_.end() - static_cast<std::ptrdiff_t>(count),
                                     waiting_.end());
    waiting_.resize(waiting_.size() - count);
    return taken;
}

async::task<story::outcome> story::reserve(base::user_id user) {
    co_return outcome{user, co_await api_.post(fmt::format("/api/flash-promos/{}/reserve/", promo_),
                                               boost::json::object{}, api_.token_of(user))};
}

async::task<> story::for_all_at_once(std::vector<base::user_id> users, one_of_many one) {
    // Ctrl-C waits for these requests: each has its time limit.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    async::task_group all{executor_, {}};
    for (const auto user : users)
        all.spawn("shopper", one(user));
    co_await all.join();
    co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
}

async::task<std::vector<story::outcome>> story::reserve_at_once(std::vector<base::user_id> users) {
    std::vector<outcome> outcomes;
    co_await for_all_at_once(std::move(users), [&](base::user_id user) -> async::task<> {
        outcomes.push_back(co_await reserve(user));
    });
    co_return outcomes;
}

async::task<> story::race() {
    const auto told =
        co_await ask(sql::demo_told, postgres::params{promo_, static_cast<std::int64_t>(racers)});
    std::vector<base::user_id> users;
    for (int i = 0; i < told.size(); ++i)
        users.push_back(told[i].at<base::user_id>(0));
    const auto began = std::chrono::steady_clock::now();
    const auto outcomes = co_await reserve_at_once(users);
    const auto took = std::chrono::steady_clock::now() - began;
    std::vector<double> waits;
    for (const auto& [user, answer] : outcomes) {
        waits.push_back(ms(answer.took));
        if (answer.status == 201)
            held_.push_back({user, answer.body.at("id").to_number<std::int64_t>()});
        else if (answer.status == 409 && answer.body.at("code") == "sold_out")
            waiting_.push_back(user);
    }
    std::ranges::sort(waits);
    fmt::print("    {} shoppers press Reserve at once: {} hold a unit, {} read \"sold out\"; all "
               "are answered in {:.0f} ms\n"
               "    (half of them within {:.1f} ms, 99 % within {:.1f} ms)\n",
               outcomes.size(), held_.size(), waiting_.size(), ms(took), percentile(waits, 0.5),
               percentile(waits, 0.99));
    tally_.expect("shoppers got an answer in the race", static_cast<std::int64_t>(racers),
                  std::ssize(held_) + std::ssize(waiting_));
    tally_.expect("units were granted in the race", units, std::ssize(held_));
}

async::task<> story::complete(std::vector<hold> holds) {
    for (const auto& each : holds) {
        const auto done = co_await api_.post(
            200, fmt::format("/api/product-reservations/{}/complete/", each.reservation),
            boost::json::object{}, api_.token_of(each.user));
        if (!done.at("pickup_code").as_string().empty())
            ++completed_;
    }
}

async::task<> story::decide() {
    if (held_.size() < completing + cancelling)
        throw failure{"too few units were granted to go on"};
    const auto first = held_.begin();
    const std::vector<hold> buying(first, first + completing);
    const std::vector<hold> leaving(first + completing, first + completing + cancelling);
    held_.erase(first, first + completing + cancelling);
    for (const auto& each : leaving)
        co_await api_.post(200,
                           fmt::format("/api/product-reservations/{}/cancel/", each.reservation),
                           boost::json::object{}, api_.token_of(each.user));
    const auto outcomes = co_await reserve_at_once(take_waiting(cancelling));
    std::vector<hold> resold;
    for (const auto& [user, answer] : outcomes)
        if (answer.status == 201)
            resold.push_back({user, answer.body.at("id").to_number<std::int64_t>()});
    co_await complete(buying);
    co_await complete(resold);
    fmt::print("    {} buy and get their pickup code; {} cancel, and the next {} who ask buy those "
               "units at once\n",
               buying.size(), leaving.size(), resold.size());
    tally_.expect("cancelled units were sold again at once", std::ssize(leaving),
                  std::ssize(resold));
}

async::task<std::optional<story::hold>> story::reserve_until_granted(base::user_id user) {
    const auto until = async::deadline::after(std::chrono::seconds{hold_seconds} + resale_timeout);
    while (!until.expired()) {
        const auto [who, answer] = co_await reserve(user);
        if (answer.status == 201)
            co_return hold{who, answer.body.at("id").to_number<std::int64_t>()};
        co_await async::sleep_for(ask_again);
    }
    co_return std::nullopt;
}

async::task<> story::resell() {
    const auto lapsing = held_.size();
    std::vector<hold> resold;
    co_await for_all_at_once(take_waiting(lapsing), [&](base::user_id user) -> async::task<> {
        if (const auto granted = co_await reserve_until_granted(user))
            resold.push_back(*granted);
    });
    const auto waits = co_await ask(sql::demo_resales, postgres::params{promo_});
    double worst_ms = 0;
    for (int i = 0; i < waits.size(); ++i)
        worst_ms = std::max(worst_ms, waits[i].at<double>(0));
    co_await complete(resold);
    fmt::print("    {} let their {} s run out; others keep asking and get each unit at most "
               "{:.0f} ms after its deadline\n",
               lapsing, hold_seconds, worst_ms);
    tally_.expect("units of holds that ran out were sold again", static_cast<std::int64_t>(lapsing),
                  waits.size());
}

async::task<> story::recount() {
    const auto window =
        *(co_await ask(sql::demo_window, postgres::params{promo_})).first<window_counts>();
    const auto ledger = co_await reservations::check_ledger(owner_, {.overdue_max = 3s},
                                                            async::deadline::after(query_timeout));
    tally_.expect("units are sold", units, window.sold);
    tally_.expect("buyers have a pickup code", window.sold, completed_);
    tally_.expect("units are still held", 0, window.held);
    tally_.expect("windows disagree with their recounted rows", 0,
                  std::ssize(ledger.disagreements));
}

} // namespace app

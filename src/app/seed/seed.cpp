#include "app/seed/seed.hpp"

#include "app/commands/command.hpp"
#include "app/commands/database.hpp"
#include "app/commands/with_pool.hpp"
#include "app/sql.hpp"

#include <chrono>

#include <fmt/format.h>

namespace app {

namespace {

using namespace std::chrono_literals;

constexpr std::int64_t demo_shoppers = 2'000;
constexpr std::int64_t demo_stores = 12;

async::task<bool> has_users(postgres::pool& owner) {
    const auto last = co_await owner.run(postgres::lane::work, async::deadline::after(10s),
                                         sql::seed_last_user_id);
    co_return last[0].at<std::int64_t>(0) > 0;
}

async::task<> fill(postgres::pool& owner, const std::vector<place>& places, const place& home,
                   const seed_options& options) {
    if (options.if_empty && co_await has_users(owner))
        co_return;
    if (options.demo) {
        co_await add_demo_users(owner, home);
        co_await copy_shoppers(owner, places, home, demo_shoppers, options.scattering);
        co_await add_stores(owner, home, demo_stores);
        fmt::print("demo data: log in as admin, merchant or shopper with the password {}\n",
                   demo_password);
    }
    const auto began = std::chrono::steady_clock::now();
    if (options.shoppers > 0) {
        co_await copy_shoppers(owner, places, home, options.shoppers, options.scattering);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
        fmt::print("{} shoppers in {:.1f} s, password {}\n", options.shoppers, took.count(),
                   demo_password);
    }
    if (options.stores > 0)
        co_await add_stores(owner, home, options.stores);
}

} // namespace

void run_seed(const settings& with, const seed_options& options) {
    const auto places = read_places();
    if (places.empty())
        throw failure{"this program was built without the places: `make setup`, then build again"};
    const auto* home = find_place(places, options.home);
    if (!home)
        throw usage_error{fmt::format("GeoNames has no place named {}", options.home)};
    with_pool(owner_connection(with),
              [&](postgres::pool& owner) { return fill(owner, places, *home, options); });
}

} // namespace app

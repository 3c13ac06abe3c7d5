#pragma once

#include "app/seed/scatter.hpp"
#include "app/settings.hpp"
#include "async/deadline.hpp"
#include "async/task.hpp"
#include "postgres/pool.hpp"

#include <cstdint>
#include <string>

namespace app {

struct seed_options {
    std::int64_t shoppers = 0;
    std::int64_t stores = 0;
    std::string home = "Medellin";
    scatter::options scattering;
    /// Demo stores, promos, shoppers and log-ins.
    bool demo = false;
    /// Do nothing when there is any user.
    bool if_empty = false;
};

/// The shared password of all seeded shoppers and of the demo's log-ins.
inline constexpr const char* demo_password = "flash-promos";

/// `marketplace seed`. Throws failure.
void run_seed(const settings& with, const seed_options& options);

/// Copies `count` shoppers into the database, as the schema's owner: 1,000,000 take about 15 s.
/// They share one password hash and are named shopper1, shopper2, ... (numbers go on from the last
/// user's id).
async::task<> copy_shoppers(postgres::pool& owner, const std::vector<place>& places,
                            const place& home, std::int64_t count, scatter::options how);

/// The log-ins admin, merchant and shopper, all with the demo's password, at the home city.
async::task<> add_demo_users(postgres::pool& owner, const place& home);

/// Stores of the user `merchant`, who is added when missing, around the home city, each with a
/// product and a promo that is open now or soon.
async::task<> add_stores(postgres::pool& owner, const place& home, std::int64_t count);

} // namespace app

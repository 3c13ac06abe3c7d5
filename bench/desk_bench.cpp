// desk_bench [--seconds S] [--rounds N] [--shoppers N] [--full N]: the reservation desk against a
// private, durable PostgreSQL: its function at 1 to 512 requests a batch on an empty and on a full
// table, one connection; the desk itself with 256 and 1,024 shoppers waiting; and pgbench, 32
// clients, running the transaction that does the same work for one shopper
// (reserve_transaction.sql). Rounds alternate; medians are printed.

#include "postgres/migrator.hpp"
#include "reservations/desk.hpp"
#include "reservations/repository.hpp"
#include "support/loop.hpp"
#include "support/postgres_server.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

namespace {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

struct options {
    double seconds = 2;
    int rounds = 5;
    std::int64_t shoppers = 200'000;
    std::int64_t full = 1'000'000;
    std::string script = "bench/reserve_transaction.sql";
};

/// Windows that never run out, and shoppers who have not reserved in them.
class market {
public:
    market(testing_support::database& in, std::int64_t shoppers)
        : database_{in}
        , shoppers_{shoppers} {
        database_.execute(fmt::format(R"(
            insert into users (username, email, password_hash, user_type, location)
            select 'u' || n, '', 'x', (array['new', 'frequent', 'regular'])[1 + n % 3],
                   st_setsrid(st_makepoint(-75.57 + (n % 100) * 0.0001, 6.25), 4326)::geography
            from generate_series(1, {}) n;
            insert into stores (owner_id, name, location)
            values (1, 's', st_setsrid(st_makepoint(-75.57, 6.25), 4326)::geography);
            insert into products (store_id, name, original_price) values (1, 'p', 10);
            insert into flash_promos (product_id, promo_price, start_time, end_time, starts_on)
            values (1, 5, '10:00', '11:00', '2026-01-01');
            )",
                                      shoppers));
        open_window();
    }

    /// `rows` in other windows, sold; and a tenth as many holds in the window that is sold next.
    void fill(std::int64_t rows) {
        database_.execute(fmt::format(R"(
            insert into reservations (window_id, promo_id, product_id, user_id, price, status,
                                      reserved_until, completed_at, pickup_code)
            select {0}, 1, 1, n, 5, 'completed', app_clock(), app_clock(), 'x'
            from generate_series(1, {1}) n)",
                                      windows_, rows));
        open_window();
        database_.execute(fmt::format(R"(
            insert into reservations (window_id, promo_id, product_id, user_id, price,
                                      reserved_until)
            select {0}, 1, 1, 100000000 + n, 5, app_clock() + interval '1 day'
            from generate_series(1, {1}) n;
            update window_counters set held = {1} where window_id = {0})",
                                      windows_, rows / 10));
        database_.execute("vacuum analyze");
    }

    base::window_id window() const { return base::window_id{windows_}; }

    /// The next shopper; opens another window when all have reserved.
    base::user_id next() {
        if (++last_ > shoppers_) {
            open_window();
            last_ = 1;
        }
        return base::user_id{last_};
    }

    void open_window() {
        ++windows_;
        last_ = 0;
        database_.execute(fmt::format(R"(
            insert into promo_windows (promo_id, product_id, store_id, opens_on, opens_at,
                                       closes_at, price, hold_seconds, max_per_user, radius_m)
            values (1, 1, 1, date '2000-01-01' + {0}, app_clock() - interval '1 hour',
                    app_clock() + interval '1 day', 5, 86400, 1, 2000);
            insert into window_counters (window_id, stock) values ({0}, 100000000))",
                                      windows_));
    }

private:
    testing_support::database& database_;
    std::int64_t shoppers_;
    int windows_ = 0;
    std::int64_t last_ = 0;
};

reservations::desk_request reserve_by(base::user_id user) {
    reservations::desk_request request;
    request.shopper = request.actor = user;
    return request;
}

double per_second(std::int64_t count, steady::time_point since) {
    return static_cast<double>(count) /
           std::chrono::duration<double>(steady::now() - since).count();
}

/// Reservations/s of batches of `size`, one after another.
double function_rate(testing_support::pool_loop& on, market& in, std::size_t size, double seconds) {
    return on.run([&]() -> async::task<double> {
        reservations::repository desk{on.pool()};
        const auto began = steady::now();
        const auto end = began + std::chrono::duration_cast<steady::duration>(
                                     std::chrono::duration<double>{seconds});
        std::int64_t granted = 0;
        while (steady::now() < end) {
            std::vector<reservations::queue_entry> batch;
            const auto first = in.next();
            const auto window = in.window();
            batch.push_back({reserve_by(first), {}});
            while (batch.size() < size) {
                const auto user = in.next();
                if (in.window() != window)
                    break;
                batch.push_back({reserve_by(user), {}});
            }
            const auto answer = co_await desk.judge(window, batch, async::deadline::after(30s));
            granted += std::ranges::count(answer.answers, reservations::verdict::granted,
                                          &reservations::desk_answer::verdict);
        }
        co_return per_second(granted, began);
    });
}

/// Reservations/s of the desk with `waiting` shoppers who each ask again when they are answered.
double desk_rate(testing_support::pool_loop& on, market& in, std::size_t waiting, double seconds) {
    return on.run([&]() -> async::task<double> {
        base::metrics metrics;
        reservations::desk desk{on.executor(), on.pool(), {}, metrics};
        const auto began = steady::now();
        const auto end = began + std::chrono::duration_cast<steady::duration>(
                                     std::chrono::duration<double>{seconds});
        std::int64_t granted = 0;
        const auto shopper = [&]() -> async::task<> {
            while (steady::now() < end) {
                const auto user = in.next();
                const auto answer =
                    co_await desk.ask(in.window(), reserve_by(user), async::deadline::after(30s));
                granted += answer.verdict == reservations::verdict::granted;
            }
        };
        async::task_group all{on.executor(), {}};
        for (std::size_t i = 0; i < waiting; ++i)
            all.spawn("shopper", shopper());
        co_await all.join();
        const auto rate = per_second(granted, began);
        co_await desk.close();
        co_return rate;
    });
}

/// Transactions/s of pgbench.
double pgbench_rate(const postgres::config& at, market& in, const options& asked) {
    in.open_window();
    const auto command =
        fmt::format("PGPASSWORD={} pgbench -n -c 32 -j 2 -T {} -M prepared -f {} -D window_id={} "
                    "-D first_user=1 "
                    "-D users={} -h {} -p {} -U {} {} 2>&1",
                    at.password, std::max(1, static_cast<int>(asked.seconds)), asked.script,
                    in.window().value(), asked.shoppers, at.host, at.port, at.user, at.database);
    std::string out;
    auto* pipe = popen(command.c_str(), "r");
    char line[512];
    while (pipe != nullptr && fgets(line, sizeof line, pipe) != nullptr)
        out += line;
    if (pipe == nullptr || pclose(pipe) != 0)
        throw std::runtime_error{"pgbench: " + out};
    in.open_window();
    return std::strtod(out.c_str() + out.find("tps = ") + 6, nullptr);
}

double median(std::vector<double> of) {
    std::ranges::sort(of);
    return of[of.size() / 2];
}

void measure(const options& asked) {
    testing_support::postgres_server server{true};
    auto database = server.create("bench");
    {
        testing_support::loop loop;
        loop.run([&]() -> async::task<> {
            postgres::migrator all{database.owner(), testing_support::all_migrations(), {}};
            co_await all.run(async::deadline::after(120s));
        });
    }
    market in{database, asked.shoppers};
    database.execute("vacuum analyze users");
    testing_support::pool_loop on{database.app()};
    std::vector<std::string> order;
    std::map<std::string, std::vector<double>> rates;
    const auto note = [&](std::string name, double rate) {
        auto& all = rates[name];
        if (all.empty())
            order.push_back(std::move(name));
        all.push_back(rate);
    };
    for (const char* table : {"empty", "full"}) {
        if (std::strcmp(table, "full") == 0)
            in.fill(asked.full);
        for (int round = 0; round < asked.rounds; ++round) {
            note(fmt::format("pgbench, 32 clients, {} table", table),
                 pgbench_rate(database.owner(), in, asked));
            for (const std::size_t size : {1U, 16U, 64U, 256U, 512U})
                note(fmt::format("function, {} a batch, {} table", size, table),
                     function_rate(on, in, size, asked.seconds));
            for (const std::size_t waiting : {1U, 256U, 1024U})
                note(fmt::format("desk, {} waiting, {} table", waiting, table),
                     desk_rate(on, in, waiting, asked.seconds));
        }
    }
    const auto base = median(rates[order.front()]);
    for (const auto& name : order) {
        const auto rate = median(rates[name]);
        fmt::print("{:<42} {:>10.0f}/s {:>8.1f}\n", name, rate, rate / base);
    }
}

} // namespace

int main(int count, char** words) {
    options asked;
    for (int i = 1; i + 1 < count; i += 2) {
        const std::string name = words[i];
        const auto value = std::strtod(words[i + 1], nullptr);
        if (name == "--seconds")
            asked.seconds = value;
        else if (name == "--rounds")
            asked.rounds = static_cast<int>(value);
        else if (name == "--shoppers")
            asked.shoppers = static_cast<std::int64_t>(value);
        else if (name == "--full")
            asked.full = static_cast<std::int64_t>(value);
        else if (name == "--script")
            asked.script = words[i + 1];
    }
    try {
        measure(asked);
    } catch (const std::exception& why) {
        fmt::print(stderr, "desk_bench: {}\n", why.what());
        return 1;
    }
    return 0;
}

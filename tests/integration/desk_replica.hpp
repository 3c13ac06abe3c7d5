#pragma once

#include "async/io_threads.hpp"
#include "postgres/pool.hpp"
#include "reservations/desk.hpp"

#include <chrono>
#include <future>
#include <memory>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

namespace reservations_tests {

inline constexpr std::size_t thread_count = 3;

inline reservations::desk_request reserve_by(std::int64_t user) {
    reservations::desk_request request;
    request.shopper = request.actor = base::user_id{user};
    return request;
}

/// One `web` process: threads that share nothing but the desks' hand-over.
class replica {
public:
    explicit replica(const postgres::config& where, reservations::desk_config config = {})
        : threads_{thread_count} {
        std::vector<reservations::desk*> all;
        for (std::size_t i = 0; i < thread_count; ++i) {
            auto& made = shards_.emplace_back();
            const auto executor = threads_.at(i).get_executor();
            made.pool = std::make_unique<postgres::pool>(executor, where, base::logger{}, metrics_);
            made.desk = std::make_unique<reservations::desk>(executor, *made.pool, base::logger{},
                                                             metrics_, config);
            all.push_back(made.desk.get());
        }
        for (auto& one : shards_)
            one.desk->share_with(all);
        threads_.start();
    }

    ~replica() {
        for (std::size_t i = 0; i < thread_count; ++i)
            run(i, shards_[i].desk->close()).get();
        for (std::size_t i = 0; i < thread_count; ++i)
            run(i, shards_[i].pool->close()).get();
        threads_.join();
    }

    template <class T>
    std::future<T> run(std::size_t thread, async::task<T> work) {
        return boost::asio::co_spawn(threads_.at(thread), std::move(work), boost::asio::use_future);
    }

    std::future<reservations::desk_answer> ask(std::size_t thread, base::window_id window,
                                               reservations::desk_request request) {
        return run(thread,
                   shards_[thread].desk->ask(window, std::move(request),
                                             async::deadline::after(std::chrono::minutes{1})));
    }

    base::metrics& metrics() { return metrics_; }

private:
    struct shard {
        std::unique_ptr<postgres::pool> pool;
        std::unique_ptr<reservations::desk> desk;
    };

    base::metrics metrics_;
    async::io_threads threads_;
    std::vector<shard> shards_;
};

} // namespace reservations_tests

#include "async/deadline.hpp"
#include "async/event.hpp"
#include "async/io_threads.hpp"
#include "async/offload.hpp"
#include "async/run_to_end.hpp"
#include "async/semaphore.hpp"
#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "async/together.hpp"

#include <set>
#include <stdexcept>

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

async::task<int> answer_after(std::chrono::milliseconds time) {
    co_await async::sleep_for(time);
    co_return 42;
}

TEST(with_deadline, gives_the_value_in_time) {
    asio::io_context io;
    EXPECT_EQ(async::run_to_end(io,
                                [] {
                                    return async::with_deadline(async::deadline::after(5s),
                                                                "answer", answer_after(0ms));
                                }),
              42);
}

TEST(with_deadline, cancels_late_work_and_names_the_step) {
    asio::io_context io;
    try {
        async::run_to_end(io, [] {
            return async::with_deadline(async::deadline::after(1ms), "answer", answer_after(1h));
        });
        FAIL() << "the deadline did not pass";
    } catch (const base::deadline_exceeded& e) {
        EXPECT_EQ(e.step(), "answer");
    }
}

TEST(with_deadline, hands_on_the_callers_cancellation) {
    asio::io_context io;
    async::task_group tasks{io.get_executor(), {}};
    tasks.spawn("late", [](async::deadline until) -> async::task<> {
        co_await async::with_deadline(until, "answer", answer_after(1h));
    }(async::deadline::after(1h)));
    asio::post(io, [&] { tasks.cancel(); });
    io.run();
    EXPECT_EQ(tasks.size(), 0u);
}

TEST(together, runs_all_and_at_most_so_many_at_a_time) {
    asio::io_context io;
    std::set<std::size_t> done;
    std::size_t running = 0;
    std::size_t running_max = 0;
    const auto work = [&](std::size_t index) -> async::task<> {
        running_max = std::max(running_max, ++running);
        co_await async::sleep_for(1ms);
        --running;
        done.insert(index);
    };
    async::run_to_end(io, [&] { return async::together(20, 3, work); });
    EXPECT_EQ(done.size(), 20U);
    EXPECT_EQ(running_max, 3U);
    async::run_to_end(io, [&] { return async::together(0, 3, work); });
}

TEST(together, begins_no_more_after_a_failure_and_throws_it) {
    asio::io_context io;
    std::size_t begun = 0;
    const auto work = [&](std::size_t index) -> async::task<> {
        ++begun;
        co_await async::sleep_for(0ms);
        if (index == 1)
            throw std::runtime_error{"second"};
    };
    EXPECT_THROW(async::run_to_end(io, [&] { return async::together(100, 2, work); }),
                 std::runtime_error);
    EXPECT_LE(begun, 4U);
}

TEST(together, waits_for_what_runs_when_it_is_cancelled) {
    asio::io_context io;
    std::size_t ended = 0;
    const auto work = [&](std::size_t) -> async::task<> {
        struct count {
            std::size_t& ended;
            ~count() { ++ended; }
        } at_exit{ended};
        co_await async::sleep_for(1h);
    };
    async::task_group tasks{io.get_executor(), {}};
    bool cancelled = false;
    const auto all = [&]() -> async::task<> {
        try {
            co_await async::together(10, 4, work);
        } catch (const boost::system::system_error& e) {
            cancelled = e.code() == asio::error::operation_aborted && ended == 4;
        }
    };
    tasks.spawn("all", all());
    asio::post(io, [&] { tasks.cancel(); });
    io.run();
    EXPECT_TRUE(cancelled);
    EXPECT_EQ(ended, 4U);
}

TEST(task_group, joins_what_it_spawned) {
    asio::io_context io;
    int ended = 0;
    async::task_group tasks{io.get_executor(), {}};
    const auto work = [](int& count) -> async::task<> {
        co_await async::sleep_for(1ms);
        ++count;
    };
    async::run_to_end(io, [&]() -> async::task<> {
        tasks.spawn("a", work(ended));
        tasks.spawn("b", work(ended));
        co_await tasks.join();
        EXPECT_EQ(ended, 2);
    });
}

TEST(task_group, survives_a_task_that_throws) {
    asio::io_context io;
    async::task_group tasks{io.get_executor(), {}};
    tasks.spawn("broken", []() -> async::task<> {
        throw std::runtime_error{"no"};
        co_return;
    }());
    io.run();
    EXPECT_EQ(tasks.size(), 0u);
}

TEST(event, wakes_all_that_wait) {
    asio::io_context io;
    async::event event{io.get_executor()};
    int woken = 0;
    async::task_group tasks{io.get_executor(), {}};
    const auto wait = [](async::event& e, int& count) -> async::task<> {
        co_await e.wait();
        ++count;
    };
    tasks.spawn("a", wait(event, woken));
    tasks.spawn("b", wait(event, woken));
    asio::post(io, [&] { event.notify_all(); });
    io.run();
    EXPECT_EQ(woken, 2);
}

TEST(semaphore, refuses_beyond_its_queue_and_serves_in_order) {
    asio::io_context io;
    async::semaphore gate{io.get_executor(), "gate", 1, 1};
    async::run_to_end(io, [&]() -> async::task<> {
        auto first = co_await gate.acquire(async::deadline::never());
        async::task_group tasks{io.get_executor(), {}};
        bool second_in = false;
        tasks.spawn("second", [](async::semaphore& g, bool& in) -> async::task<> {
            auto permit = co_await g.acquire(async::deadline::never());
            in = true;
        }(gate, second_in));
        co_await async::sleep_for(0ms);
        EXPECT_EQ(gate.waiting(), 1u);
        try {
            co_await gate.acquire(async::deadline::never());
            ADD_FAILURE() << "the queue has no limit";
        } catch (const base::overload& e) {
            EXPECT_EQ(e.limit(), "gate");
        }
        first.release();
        co_await tasks.join();
        EXPECT_TRUE(second_in);
        EXPECT_EQ(gate.free(), 1u);
    });
}

TEST(semaphore, a_late_waiter_is_told_the_limits_name) {
    asio::io_context io;
    async::semaphore gate{io.get_executor(), "gate", 0, 1};
    EXPECT_THROW(
        async::run_to_end(
            io, [&]() -> async::task<> { co_await gate.acquire(async::deadline::after(1ms)); }),
        base::deadline_exceeded);
}

TEST(offload_pool, runs_elsewhere_and_resumes_here) {
    asio::io_context io;
    async::offload_pool pool{"hashing", 1, 1};
    const auto here = std::this_thread::get_id();
    async::run_to_end(io, [&]() -> async::task<> {
        const auto there = co_await pool.run([] { return std::this_thread::get_id(); });
        EXPECT_NE(there, here);
        EXPECT_EQ(std::this_thread::get_id(), here);
    });
}

TEST(io_threads, run_what_is_posted_and_join) {
    std::atomic<int> ran = 0;
    {
        async::io_threads threads{2};
        threads.start();
        for (std::size_t i = 0; i < threads.size(); ++i)
            asio::post(threads.at(i), [&] { ++ran; });
    }
    EXPECT_EQ(ran, 2);
}

} // namespace

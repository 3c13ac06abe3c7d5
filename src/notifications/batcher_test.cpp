#include "async/run_to_end.hpp"
#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "notifications/batcher.hpp"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>

namespace notifications {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

/// A statement that squares; it notes what each run was given and holds it until it may end.
class rig {
public:
    async::task<std::vector<int>> run(std::vector<int> requests) {
        runs.push_back(requests);
        while (held)
            co_await changed.wait();
        if (fails_with)
            std::rethrow_exception(fails_with);
        std::vector<int> squares;
        for (const int request : requests) {
            if (request == 13)
                throw postgres::query_error{"test.statement", "22021", "", "no good"};
            squares.push_back(request * request);
        }
        co_return squares;
    }

    async::task<> ask(int request) {
        try {
            answers[request] = std::to_string(co_await shared.ask(request));
        } catch (const boost::system::system_error&) {
            throw;
        } catch (const std::exception& e) {
            answers[request] = e.what();
        }
    }
    void start(int request) { callers.spawn("ask", ask(request)); }
    void let_go() {
        held = false;
        changed.notify_all();
    }
    void run_all() {
        io.restart();
        io.run();
    }
    void run_ready() {
        io.restart();
        io.poll();
    }

    boost::asio::io_context io{1};
    async::event changed{io.get_executor()};
    bool held = true;
    std::exception_ptr fails_with;
    std::vector<std::vector<int>> runs;
    std::map<int, std::string> answers;
    batcher<int, int> shared{io.get_executor(), {.requests = 3}, [this](std::vector<int> requests) {
                                 return run(std::move(requests));
                             }};
    async::task_group callers{io.get_executor(), {}};
};

TEST(batcher, takes_what_came_while_one_ran) {
    rig on;
    for (const int request : {1, 2, 3, 4, 5}) {
        on.start(request);
        on.run_ready();
    }
    EXPECT_THAT(on.runs, ElementsAre(ElementsAre(1)));
    on.let_go();
    on.run_all();
    EXPECT_THAT(on.runs, ElementsAre(ElementsAre(1), ElementsAre(2, 3, 4), ElementsAre(5)))
        << "at most three at a time";
    EXPECT_EQ(on.answers.at(4), "16");
    EXPECT_EQ(on.answers.size(), 5U);
}

TEST(batcher, runs_as_many_statements_at_a_time_as_it_may) {
    rig on;
    batcher<int, int> two{on.io.get_executor(),
                          {.requests = 3, .statements_at_a_time = 2},
                          [&on](std::vector<int> requests) { return on.run(std::move(requests)); }};
    const auto ask = [](batcher<int, int>& at, int request) -> async::task<> {
        co_await at.ask(request);
    };
    for (const int request : {1, 2, 3, 4}) {
        on.callers.spawn("ask", ask(two, request));
        on.run_ready();
    }
    EXPECT_THAT(on.runs, ElementsAre(ElementsAre(1), ElementsAre(2)));
    on.let_go();
    on.run_all();
    EXPECT_THAT(on.runs, ElementsAre(ElementsAre(1), ElementsAre(2), ElementsAre(3, 4)));
}

TEST(batcher, one_that_is_refused_fails_alone) {
    rig on;
    for (const int request : {1, 2, 13, 4}) {
        on.start(request);
        on.run_ready();
    }
    on.let_go();
    on.run_all();
    EXPECT_THAT(on.runs, ElementsAre(ElementsAre(1), ElementsAre(2, 13, 4), ElementsAre(2),
                                     ElementsAre(13), ElementsAre(4)));
    EXPECT_EQ(on.answers.at(2), "4");
    EXPECT_EQ(on.answers.at(4), "16");
    EXPECT_EQ(on.answers.at(13), "test.statement: 22021: no good");
}

TEST(batcher, an_outage_fails_all_and_is_not_repeated) {
    rig on;
    on.fails_with = std::make_exception_ptr(base::outage{"postgresql", "away"});
    for (const int request : {1, 2, 3}) {
        on.start(request);
        on.run_ready();
    }
    on.let_go();
    on.run_all();
    EXPECT_EQ(on.runs.size(), 2U);
    EXPECT_EQ(on.answers.at(3), "postgresql: away");
}

TEST(batcher, nobody_waits_for_a_caller_that_was_cancelled) {
    rig on;
    async::task_group leader{on.io.get_executor(), {}};
    leader.spawn("leader", on.ask(1));
    on.run_ready();
    on.start(2);
    on.run_ready();
    leader.cancel();
    on.run_ready();
    EXPECT_THAT(on.runs, ElementsAre(ElementsAre(1), ElementsAre(2)))
        << "the next caller runs its own";
    on.let_go();
    on.run_all();
    EXPECT_EQ(on.answers.at(2), "4");
    EXPECT_FALSE(on.answers.contains(1));
}

} // namespace
} // namespace notifications

#pragma once

#include "async/event.hpp"
#include "async/task.hpp"
#include "base/errors.hpp"
#include "postgres/errors.hpp"

#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <boost/system/system_error.hpp>

namespace notifications {

/// Lets many callers share one statement: few run at a time, and the next takes all that was asked
/// meanwhile. A request that the database refuses fails alone; an outage fails all that were in the
/// statement. On one thread.
template <class Request, class Answer>
class batcher {
public:
    /// One answer a request, in order.
    using statement = std::function<async::task<std::vector<Answer>>(std::vector<Request>)>;

    struct limits {
        std::size_t requests = 1; ///< of one statement
        std::size_t statements_at_a_time = 1;
    };

    batcher(boost::asio::any_io_executor executor, limits most, statement run)
        : most_{most}
        , run_{std::move(run)}
        , changed_{std::move(executor)} {}

    /// Throws what the statement throws; base::deadline_exceeded when another caller, who ran it
    /// for both, was cancelled.
    async::task<Answer> ask(Request what) {
        const auto own = std::make_shared<entry>();
        own->request = std::move(what);
        waiting_.push_back(own);
        while (!own->is_done) {
            if (running_ >= most_.statements_at_a_time || waiting_.empty())
                co_await changed_.wait();
            else
                co_await run_next();
        }
        if (own->failure)
            std::rethrow_exception(own->failure);
        co_return std::move(*own->answer);
    }

private:
    /// It outlives a caller that is cancelled meanwhile.
    struct entry {
        Request request;
        std::optional<Answer> answer;
        std::exception_ptr failure;
        bool is_done = false;
    };
    using entries = std::vector<std::shared_ptr<entry>>;

    /// While it lives its entries are being run. Whatever ends it, nobody waits for ever.
    struct turn {
        batcher& of;
        entries taken;

        explicit turn(batcher& owner)
            : of{owner} {
            while (!of.waiting_.empty() && taken.size() < of.most_.requests) {
                taken.push_back(std::move(of.waiting_.front()));
                of.waiting_.pop_front();
            }
            ++of.running_;
        }
        turn(const turn&) = delete;
        turn& operator=(const turn&) = delete;
        ~turn() {
            for (const auto& one : taken) {
                if (!std::exchange(one->is_done, true))
                    one->failure = std::make_exception_ptr(base::deadline_exceeded{"batch"});
            }
            --of.running_;
            of.changed_.notify_all();
        }
    };

    async::task<> run_next() {
        turn now{*this};
        if (co_await run(now.taken) || now.taken.size() == 1)
            co_return;
        for (const auto& one : now.taken)
            co_await run({one});
    }

    /// False when the database refused the statement.
    async::task<bool> run(entries some) {
        std::vector<Request> requests;
        for (const auto& one : some)
            requests.push_back(one->request);
        std::exception_ptr failure;
        bool refused = false;
        try {
            auto answers = co_await run_(std::move(requests));
            for (std::size_t i = 0; i < some.size(); ++i)
                some[i]->answer = std::move(answers.at(i));
        } catch (const postgres::query_error&) {
            failure = std::current_exception();
            refused = true;
        } catch (const boost::system::system_error&) { // cancelled
            throw;
        } catch (...) {
            failure = std::current_exception();
        }
        for (const auto& one : some) {
            one->failure = failure;
            one->is_done = !refused || some.size() == 1;
        }
        co_return !refused;
    }

    limits most_;
    statement run_;
    std::deque<std::shared_ptr<entry>> waiting_;
    std::size_t running_ = 0; ///< statements
    async::event changed_;    ///< a turn has ended
};

} // namespace notifications

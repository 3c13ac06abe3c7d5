#include "redis/client.hpp"

#include "async/backoff.hpp"
#include "async/event.hpp"
#include "async/sleep.hpp"
#include "redis/dialer.hpp"

#include <deque>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>

namespace redis {
namespace asio = boost::asio;
namespace {

/// What one caller waits for: `expected` replies, or the end of the connection.
struct call {
    call(const asio::any_io_executor& executor, async::deadline until, std::size_t count)
        : wake{executor, until.at()}
        , expected{count} {}

    bool done() const { return received == expected; }

    asio::steady_timer wake; ///< expires at the deadline; cancelled to wake the caller earlier
    std::vector<reply> replies;
    std::size_t received = 0;
    std::size_t expected;
    std::string failure;
    bool abandoned = false;
};

/// One connection with what was asked on it.
struct session {
    session(const asio::any_io_executor& executor, std::shared_ptr<connection> opened)
        : link{std::move(opened)}
        , to_write{executor} {}

    void enqueue(std::string_view bytes, std::shared_ptr<call> caller) {
        if (owed.empty())
            asked_at = connection::clock::now();
        outgoing += bytes;
        owed.push_back(std::move(caller));
        to_write.notify_all();
    }

    void take(reply&& next) {
        if (owed.empty())
            throw protocol_error{"a reply that nobody asked for"};
        auto& front = *owed.front();
        ++front.received;
        if (!front.abandoned)
            front.replies.push_back(std::move(next));
        if (!front.done())
            return;
        front.wake.cancel();
        owed.pop_front();
    }

    std::shared_ptr<connection> link;
    std::string outgoing;
    async::event to_write;
    std::deque<std::shared_ptr<call>> owed;
    connection::clock::time_point asked_at{};
};

} // namespace

class client::impl {
public:
    impl(asio::any_io_executor executor, address where, base::logger log, options limits)
        : executor_{executor}
        , limits_{limits}
        , log_{log.with("redis", where.host)}
        , dialer_{executor, std::move(where), limits}
        , changed_{executor}
        , loops_{executor, log_} {}

    async::task<std::vector<reply>> ask(async::deadline until, std::string bytes,
                                        std::size_t count);
    async::task<> close();

    std::function<void()> connected_handler_;
    bool connected() const { return session_ != nullptr; }

private:
    async::task<std::shared_ptr<session>> ready(async::deadline until);
    async::task<> keep_connected();
    async::task<> serve(std::shared_ptr<session> on);
    async::task<> write_loop(std::shared_ptr<session> on);
    async::task<> watch_loop(std::shared_ptr<session> on);
    void lose(session& lost, const std::string& why);

    asio::any_io_executor executor_;
    options limits_;
    base::logger log_;
    dialer dialer_;
    std::shared_ptr<session> session_; ///< null while not connected
    std::string down_because_;         ///< not empty: callers fail at once
    async::event changed_;
    bool started_ = false;
    bool closing_ = false;
    async::task_group loops_;
};

async::task<std::vector<reply>> client::impl::ask(async::deadline until, std::string bytes,
                                                  std::size_t count) {
    const auto on = co_await ready(until);
    if (on->owed.size() >= limits_.calls_max ||
        on->outgoing.size() + bytes.size() > limits_.unsent_bytes_max) {
        throw base::overload{"redis pipeline"};
    }
    const auto mine = std::make_shared<call>(executor_, until, count);
    on->enqueue(bytes, mine);
    struct leave {
        call& mine;
        ~leave() { mine.abandoned = true; }
    } at_exit{*mine};

    boost::system::error_code ignored;
    co_await mine->wake.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    if (mine->done())
        co_return std::move(mine->replies);
    if (!mine->failure.empty())
        throw base::outage{"redis", mine->failure};
    co_await async::throw_if_cancelled();
    throw base::deadline_exceeded{"redis"};
}

async::task<std::shared_ptr<session>> client::impl::ready(async::deadline until) {
    if (!started_) {
        started_ = true;
        loops_.spawn("redis connection", keep_connected());
    }
    while (!session_) {
        if (closing_)
            throw base::outage{"redis", "closed"};
        if (!down_because_.empty())
            throw base::outage{"redis", down_because_};
        if (!co_await changed_.wait_until(until) && !session_)
            throw base::deadline_exceeded{"redis connect"};
    }
    co_return session_;
}

async::task<> client::impl::keep_connected() {
    async::backoff wait{limits_.retry_first, limits_.retry_longest};
    while (!closing_) {
        std::string why;
        try {
            auto opened = std::make_shared<session>(executor_, co_await dialer_.dial());
            if (!down_because_.empty())
                log_.info("redis is back");
            down_because_.clear();
            session_ = opened;
            if (connected_handler_)
                connected_handler_();
            changed_.notify_all();
            const auto since = connection::clock::now();
            co_await serve(std::move(opened));
            if (connection::clock::now() - since > limits_.retry_longest)
                wait.reset();
        } catch (const base::outage& e) {
            why = e.what();
        }
        if (closing_)
            co_return;
        // After a loss callers wait for the first attempt to connect again; they fail at once when
        // it has failed.
        if (!why.empty()) {
            if (down_because_.empty())
                log_.warning("redis is down", {{"error", why}});
            down_because_ = why;
            changed_.notify_all();
        }
        co_await async::sleep_for(wait.next());
    }
}

async::task<> client::impl::serve(std::shared_ptr<session> on) {
    loops_.spawn("redis writer", write_loop(on));
    loops_.spawn("redis watch", watch_loop(on));
    std::string why = "connection lost";
    try {
        for (;;)
            on->take(co_await on->link->read());
    } catch (const std::exception& e) {
        if (on->link->is_open())
            why = e.what();
    }
    lose(*on, why);
}

async::task<> client::impl::write_loop(std::shared_ptr<session> on) {
    std::string writing;
    try {
        while (on->link->is_open()) {
            if (on->outgoing.empty()) {
                co_await on->to_write.wait();
                continue;
            }
            writing.clear();
            writing.swap(on->outgoing);
            co_await on->link->write(writing);
        }
    } catch (const std::exception&) {
        on->link->close(); // the reader tells the callers
    }
}

async::task<> client::impl::watch_loop(std::shared_ptr<session> on) {
    const auto step = std::min(limits_.silence_max, limits_.ping_after) / 4;
    while (on->link->is_open()) {
        co_await async::sleep_for(step);
        const auto now = connection::clock::now();
        const auto heard = on->link->heard_at();
        if (!on->owed.empty()) {
            if (now - std::max(heard, on->asked_at) > limits_.silence_max) {
                log_.warning("redis does not answer", {{"waiting", on->owed.size()}});
                on->link->close();
            }
        } else if (now - heard > limits_.ping_after) {
            std::string ping;
            append_command(ping, std::vector<std::string>{"PING"});
            auto nobody = std::make_shared<call>(executor_, async::deadline::never(), 1);
            nobody->abandoned = true;
            on->enqueue(ping, std::move(nobody));
        }
    }
}

void client::impl::lose(session& lost, const std::string& why) {
    lost.link->close();
    lost.to_write.notify_all();
    for (auto& waiting : lost.owed) {
        waiting->failure = why;
        waiting->wake.cancel();
    }
    lost.owed.clear();
    session_ = nullptr;
}

async::task<> client::impl::close() {
    closing_ = true;
    if (session_)
        session_->link->close();
    loops_.cancel();
    changed_.notify_all();
    co_await loops_.join();
}

client::client(asio::any_io_executor executor, address where, base::logger log, options limits)
    : impl_{std::make_unique<impl>(std::move(executor), std::move(where), std::move(log), limits)} {
}

client::~client() = default;

async::task<reply> client::run(async::deadline until, std::vector<std::string> arguments) {
    std::string bytes;
    append_command(bytes, arguments);
    auto replies = co_await impl_->ask(until, std::move(bytes), 1);
    if (replies.front().is_error())
        throw command_error{replies.front().text};
    co_return std::move(replies.front());
}

async::task<std::vector<reply>> client::run_all(async::deadline until,
                                                std::vector<std::vector<std::string>> commands) {
    if (commands.empty())
        co_return std::vector<reply>{};
    std::string bytes;
    for (const auto& command : commands)
        append_command(bytes, command);
    co_return co_await impl_->ask(until, std::move(bytes), commands.size());
}

async::task<reply> client::eval(async::deadline until, const script& what,
                                std::vector<std::string> keys, std::vector<std::string> arguments) {
    std::vector<std::string> command{"EVALSHA", what.sha1(), std::to_string(keys.size())};
    std::ranges::move(keys, std::back_inserter(command));
    std::ranges::move(arguments, std::back_inserter(command));
    std::string bytes;
    append_command(bytes, command);
    auto replies = co_await impl_->ask(until, std::move(bytes), 1);
    if (!replies.front().is_error())
        co_return std::move(replies.front());
    if (!replies.front().text.starts_with("NOSCRIPT"))
        throw command_error{replies.front().text};
    command[0] = "EVAL"; // which also loads it for the next time
    command[1] = what.text();
    co_return co_await run(until, std::move(command));
}

async::task<std::optional<reply>> client::try_eval(async::deadline until, const script& what,
                                                   std::vector<std::string> keys,
                                                   std::vector<std::string> arguments) {
    try {
        co_return co_await eval(until, what, std::move(keys), std::move(arguments));
    } catch (const base::outage&) {
    } catch (const base::overload&) {
    } catch (const base::deadline_exceeded&) {
    } catch (const command_error&) {
    }
    co_return std::nullopt;
}

void client::on_connected(std::function<void()> handler) {
    impl_->connected_handler_ = std::move(handler);
}

bool client::is_connected() const {
    return impl_->connected();
}

async::task<> client::close() {
    return impl_->close();
}

} // namespace redis

#include "redis/subscriber.hpp"

#include "async/backoff.hpp"
#include "async/event.hpp"
#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "redis/dialer.hpp"

#include <boost/system/system_error.hpp>

namespace redis {
namespace asio = boost::asio;
namespace {

using handlers = std::map<std::string, subscriber::message_handler, std::less<>>;

void append(std::string& out, std::vector<std::string> command) {
    append_command(out, command);
}

void deliver(const handlers& to, std::string_view key, const std::string& channel,
             const reply& payload) {
    const auto found = to.find(key);
    if (found == to.end())
        return;                         // unsubscribed while the message was under way
    const auto handler = found->second; // a copy: it may unsubscribe itself
    if (payload.type != reply::kind::array)
        return handler(channel, payload.text);
    for (const auto& element : payload.elements)
        handler(channel, element.text);
}

} // namespace

class subscriber::impl {
public:
    impl(asio::any_io_executor executor, address where, base::logger log, options limits)
        : limits_{limits}
        , log_{log.with("redis", where.host)}
        , dialer_{executor, std::move(where), limits}
        , to_write_{executor}
        , loops_{executor, log_} {}

    void subscribe(std::string channel, message_handler handler);
    void psubscribe(std::string pattern, message_handler handler);
    void unsubscribe(std::string_view channel);
    async::task<> run();

    std::function<void()> resubscribed_handler_;
    std::int64_t connection_id_ = 0;

private:
    async::task<> keep_connected();
    async::task<> serve(std::shared_ptr<connection> link);
    async::task<> write_loop(std::shared_ptr<connection> link);
    async::task<> watch_loop(std::shared_ptr<connection> link);
    void subscribe_to_all();
    void take(const reply& next);
    void send(std::vector<std::string> command);
    void confirm();

    options limits_;
    base::logger log_;
    dialer dialer_;
    handlers channels_;
    handlers patterns_;
    std::shared_ptr<connection> link_;
    std::string outgoing_;
    async::event to_write_;
    std::size_t unconfirmed_ = 0; ///< subscriptions of this connection whose confirmation is due
    async::task_group loops_;
};

void subscriber::impl::subscribe(std::string channel, message_handler handler) {
    const auto [at, is_new] = channels_.insert_or_assign(std::move(channel), std::move(handler));
    if (is_new && link_)
        send({"SUBSCRIBE", at->first});
}

void subscriber::impl::psubscribe(std::string pattern, message_handler handler) {
    const auto [at, is_new] = patterns_.insert_or_assign(std::move(pattern), std::move(handler));
    if (is_new && link_)
        send({"PSUBSCRIBE", at->first});
}

void subscriber::impl::unsubscribe(std::string_view channel) {
    if (const auto at = channels_.find(channel); at != channels_.end()) {
        if (link_)
            send({"UNSUBSCRIBE", at->first});
        channels_.erase(at);
    }
    if (const auto at = patterns_.find(channel); at != patterns_.end()) {
        if (link_)
            send({"PUNSUBSCRIBE", at->first});
        patterns_.erase(at);
    }
}

void subscriber::impl::send(std::vector<std::string> command) {
    append(outgoing_, std::move(command));
    to_write_.notify_all();
}

async::task<> subscriber::impl::run() {
    // The loops run in a group of our own, which is joined after the caller's cancellation has been
    // noticed.
    loops_.spawn("redis subscriber", keep_connected());
    try {
        co_await loops_.join();
    } catch (const boost::system::system_error&) {
    }
    co_await asio::this_coro::reset_cancellation_state();
    loops_.cancel();
    co_await loops_.join();
    throw boost::system::system_error{asio::error::operation_aborted};
}

async::task<> subscriber::impl::keep_connected() {
    async::backoff wait{limits_.retry_first, limits_.retry_longest};
    bool is_down = false;
    for (;;) {
        std::string why = "connection lost";
        try {
            auto link = co_await dialer_.dial();
            if (std::exchange(is_down, false))
                log_.info("redis subscriber is back");
            const auto since = connection::clock::now();
            co_await serve(std::move(link));
            if (connection::clock::now() - since > limits_.retry_longest)
                wait.reset();
        } catch (const base::outage& e) {
            why = e.what();
        }
        co_await async::throw_if_cancelled();
        if (!std::exchange(is_down, true))
            log_.warning("redis subscriber is down", {{"error", why}});
        co_await async::sleep_for(wait.next());
    }
}

async::task<> subscriber::impl::serve(std::shared_ptr<connection> link) {
    link_ = link;
    outgoing_.clear();
    subscribe_to_all();
    loops_.spawn("redis subscriber writer", write_loop(link));
    loops_.spawn("redis subscriber watch", watch_loop(link));
    try {
        const auto id = co_await link->read();
        connection_id_ = id.integer;
        if (unconfirmed_ == 0 && resubscribed_handler_)
            resubscribed_handler_();
        for (;;)
            take(co_await link->read());
    } catch (const std::exception& e) {
        log_.debug("redis subscriber lost its connection", {{"error", e.what()}});
    }
    link->close();
    link_ = nullptr;
    connection_id_ = 0;
    to_write_.notify_all();
}

void subscriber::impl::subscribe_to_all() {
    append(outgoing_, {"CLIENT", "ID"});
    unconfirmed_ = channels_.size() + patterns_.size();
    for (const auto& entry : channels_)
        append(outgoing_, {"SUBSCRIBE", entry.first});
    for (const auto& entry : patterns_)
        append(outgoing_, {"PSUBSCRIBE", entry.first});
}

void subscriber::impl::take(const reply& next) {
    if (next.is_error())
        throw protocol_error{next.text};
    if (next.elements.empty())
        return; // PONG of a connection without subscriptions
    const auto& kind = next.elements[0].text;
    if (kind == "message" && next.elements.size() == 3) {
        deliver(channels_, next.elements[1].text, next.elements[1].text, next.elements[2]);
    } else if (kind == "pmessage" && next.elements.size() == 4) {
        deliver(patterns_, next.elements[1].text, next.elements[2].text, next.elements[3]);
    } else if (kind == "subscribe" || kind == "psubscribe") {
        confirm();
    }
}

void subscriber::impl::confirm() {
    if (unconfirmed_ == 0)
        return; // of a subscription that was added later
    if (--unconfirmed_ == 0 && resubscribed_handler_)
        resubscribed_handler_();
}

async::task<> subscriber::impl::write_loop(std::shared_ptr<connection> link) {
    std::string writing;
    try {
        while (link->is_open()) {
            if (outgoing_.empty()) {
                co_await to_write_.wait();
                continue;
            }
            writing.clear();
            writing.swap(outgoing_);
            co_await link->write(writing);
        }
    } catch (const std::exception&) {
        link->close();
    }
}

async::task<> subscriber::impl::watch_loop(std::shared_ptr<connection> link) {
    const auto step = std::min(limits_.silence_max, limits_.ping_after) / 4;
    auto pinged_at = connection::clock::time_point{};
    while (link->is_open()) {
        co_await async::sleep_for(step);
        const auto now = connection::clock::now();
        const auto silent = now - link->heard_at();
        if (silent <= limits_.ping_after)
            continue;
        if (pinged_at <= link->heard_at()) {
            pinged_at = now;
            send({"PING"});
        } else if (now - pinged_at > limits_.silence_max) {
            log_.warning("redis subscriber hears nothing");
            link->close();
        }
    }
}

subscriber::subscriber(asio::any_io_executor executor, address where, base::logger log,
                       options limits)
    : impl_{std::make_unique<impl>(std::move(executor), std::move(where), std::move(log), limits)} {
}

subscriber::~subscriber() = default;

void subscriber::subscribe(std::string channel, message_handler handler) {
    impl_->subscribe(std::move(channel), std::move(handler));
}

void subscriber::psubscribe(std::string pattern, message_handler handler) {
    impl_->psubscribe(std::move(pattern), std::move(handler));
}

void subscriber::unsubscribe(std::string_view channel) {
    impl_->unsubscribe(channel);
}

void subscriber::on_resubscribed(std::function<void()> handler) {
    impl_->resubscribed_handler_ = std::move(handler);
}

std::int64_t subscriber::connection_id() const {
    return impl_->connection_id_;
}

async::task<> subscriber::run() {
    return impl_->run();
}

} // namespace redis

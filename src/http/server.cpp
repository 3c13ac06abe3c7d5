#include "http/server.hpp"

#include "async/event.hpp"
#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "base/errors.hpp"
#include "http/connection.hpp"
#include "http/server_core.hpp"

#include <atomic>
#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace http {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::chrono::milliseconds tick_time{200};
/// How long accepting rests when the process has no file descriptor left.
constexpr std::chrono::milliseconds exhausted_rest{100};
/// After the end of a drain, for the last 503s to be written.
constexpr std::chrono::milliseconds abort_time{1'000};
constexpr int backlog = 4096;

bool is_exhaustion(error_code failed) {
    return failed == asio::error::no_descriptors || failed == asio::error::no_buffer_space ||
           failed == asio::error::no_memory ||
           failed == boost::system::errc::too_many_files_open_in_system;
}

using reuse_port = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

} // namespace

class server::impl {
public:
    impl(asio::any_io_executor executor, server_options options, const router& routes,
         authenticator who, base::logger log, base::metrics& metrics)
        : core_{std::move(options), routes, std::move(who), log, metrics}
        , acceptor_{executor}
        , changed_{executor}
        , tasks_{executor, std::move(log)}
        , accept_up_to_{std::max<std::size_t>(1, core_.options.limits.connections_max * 9 / 10)} {}

    void start();
    async::task<> stop(async::deadline until);

    std::uint16_t port() const { return port_; }
    bool ready() const { return ready_; }
    std::size_t connections() const { return open_.size(); }

private:
    async::task<> accept();
    async::task<> pause_accepting();
    async::task<> tick();
    async::task<> serve(std::shared_ptr<connection> client);
    void add(tcp::socket peer);
    void remove(const connection& client);
    /// What waits in the kernel's queue; false when there is no more.
    bool accept_now();
    template <class F>
    void for_each_open(F what);
    async::task<> wait_for_none(async::deadline until);

    server_core core_;
    tcp::acceptor acceptor_;
    async::event changed_; ///< a connection ended
    std::vector<std::shared_ptr<connection>> open_;
    async::task_group tasks_;
    const std::size_t accept_up_to_;
    std::atomic<std::uint16_t> port_ = 0;
    std::atomic<bool> ready_ = false;
    bool accepting_ = false;
};

void server::impl::start() {
    const tcp::endpoint at{asio::ip::make_address(core_.options.address), core_.options.port};
    acceptor_.open(at.protocol());
    acceptor_.set_option(tcp::acceptor::reuse_address{true});
    acceptor_.set_option(reuse_port{true});
    acceptor_.bind(at);
    acceptor_.listen(backlog);
    acceptor_.non_blocking(true);
    port_ = acceptor_.local_endpoint().port();
    ready_ = true;
    accepting_ = true;
    tasks_.spawn("accept", accept());
    tasks_.spawn("tick", tick());
}

void server::impl::add(tcp::socket peer) {
    auto client = std::make_shared<connection>(std::move(peer), core_);
    client->index = open_.size();
    open_.push_back(client);
    tasks_.spawn("connection", serve(std::move(client)));
}

void server::impl::remove(const connection& client) {
    const auto index = client.index;
    std::swap(open_[index], open_.back());
    open_[index]->index = index;
    open_.pop_back();
    changed_.notify_all();
}

async::task<> server::impl::serve(std::shared_ptr<connection> client) {
    struct leave {
        impl& self;
        connection& client;
        ~leave() { self.remove(client); }
    } at_end{*this, *client};
    co_await asio::co_spawn(
        acceptor_.get_executor(), client->run(),
        asio::bind_cancellation_slot(client->cancel_slot(), asio::use_awaitable));
}

bool server::impl::accept_now() {
    error_code failed;
    tcp::socket peer{acceptor_.get_executor()};
    acceptor_.accept(peer, failed);
    if (failed)
        return false;
    add(std::move(peer));
    return true;
}

async::task<> server::impl::accept() {
    struct leave {
        impl& self;
        ~leave() {
            self.accepting_ = false;
            self.changed_.notify_all();
        }
    } at_end{*this};
    while (!core_.draining) {
        if (open_.size() >= accept_up_to_) {
            co_await pause_accepting();
            continue;
        }
        error_code failed;
        auto peer =
            co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, failed));
        if (!failed) {
            add(std::move(peer));
            while (open_.size() < accept_up_to_ && accept_now()) {
            }
        } else if (is_exhaustion(failed)) {
            core_.log.warning("accepting rests", {{"error", failed.message()}});
            co_await async::sleep_for(exhausted_rest);
        }
    }
}

async::task<> server::impl::pause_accepting() {
    ready_ = false;
    core_.metrics.hit(server_limit::connections);
    core_.log.warning("accepting pauses", {{"connections", open_.size()}});
    while (open_.size() >= accept_up_to_ && !core_.draining)
        co_await changed_.wait();
    ready_ = !core_.draining;
}

template <class F>
void server::impl::for_each_open(F what) {
    // From the end: one that ends meanwhile is replaced by one that was seen already.
    for (auto i = open_.size(); i-- > 0;) {
        if (i >= open_.size())
            continue;
        const auto client = open_[i];
        what(*client);
    }
}

async::task<> server::impl::tick() {
    while (true) {
        co_await async::sleep_for(tick_time);
        const auto now = connection::clock::now();
        for_each_open([now](connection& client) { client.tick(now); });
    }
}

async::task<> server::impl::wait_for_none(async::deadline until) {
    while (!open_.empty() && !until.expired())
        co_await changed_.wait_until(until);
}

async::task<> server::impl::stop(async::deadline until) {
    ready_ = false;
    core_.draining = true;
    while (acceptor_.is_open() && accept_now()) {
    }
    error_code ignored;
    acceptor_.close(ignored);
    changed_.notify_all();
    while (accepting_)
        co_await changed_.wait();
    for_each_open([](connection& client) { client.drain(); });
    co_await wait_for_none(until);
    if (!open_.empty()) {
        core_.log.warning("connections outlast the drain", {{"connections", open_.size()}});
        for_each_open([](connection& client) { client.abort(); });
        co_await wait_for_none(async::deadline::after(abort_time));
        for_each_open([](connection& client) { client.close(); });
        while (!open_.empty())
            co_await changed_.wait();
    }
    tasks_.cancel();
    co_await tasks_.join();
}

server::server(asio::any_io_executor executor, server_options options, const router& routes,
               authenticator who, base::logger log, base::metrics& metrics)
    : impl_{std::make_unique<impl>(std::move(executor), std::move(options), routes, std::move(who),
                                   std::move(log), metrics)} {}

server::~server() = default;

void server::start() {
    impl_->start();
}
std::uint16_t server::port() const {
    return impl_->port();
}
bool server::ready() const {
    return impl_->ready();
}
std::size_t server::connections() const {
    return impl_->connections();
}
async::task<> server::stop(async::deadline until) {
    return impl_->stop(until);
}

} // namespace http

#include "http/client.hpp"

#include "async/semaphore.hpp"
#include "base/errors.hpp"
#include "http/client_connection.hpp"
#include "http/client_message.hpp"

#include <deque>
#include <map>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <fmt/format.h>

namespace http {
namespace asio = boost::asio;

namespace {

bool is_idempotent(verb method) {
    return method != verb::post && method != verb::patch;
}

} // namespace

class client::impl {
public:
    impl(asio::any_io_executor executor, client_options options, base::logger log)
        : executor_{std::move(executor)}
        , options_{std::move(options)}
        , log_{std::move(log)}
        , tls_{asio::ssl::context::tls_client} {
        tls_.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                         asio::ssl::context::no_tlsv1_1);
        if (options_.ca_file.empty()) {
            tls_.set_default_verify_paths();
        } else {
            tls_.load_verify_file(options_.ca_file);
        }
    }

    async::task<client_response> send(client_request what, async::deadline until);

    void close_idle() {
        for (auto& [name, host] : hosts_)
            host.idle.clear();
    }

private:
    using connection_ptr = std::unique_ptr<client_connection>;

    struct host_pool {
        host_pool(const asio::any_io_executor& executor, const std::string& name,
                  const client_options& options)
            : gate{executor, name, options.connections_per_host_max, options.waiting_max} {}

        async::semaphore gate;
        std::deque<connection_ptr> idle; ///< the last used at the back
    };

    host_pool& pool_of(const client_target& to);
    connection_ptr take_idle(host_pool& pool);
    async::task<client_response> send_on_any(const client_request& what, const client_target& to,
                                             async::deadline until);
    async::task<client_response> exchange(host_pool& pool, const client_request& what,
                                          const client_target& to, async::deadline until);
    async::task<connection_ptr> connect(const client_target& to, async::deadline until);
    async::task<> open(client_connection& connection, const client_target& to) {
        return connection.connect(to, tls_);
    }

    asio::any_io_executor executor_;
    const client_options options_;
    base::logger log_;
    asio::ssl::context tls_;
    std::map<std::string, host_pool> hosts_;
};

client::impl::host_pool& client::impl::pool_of(const client_target& to) {
    auto name = fmt::format("{}://{}", to.tls ? "https" : "http", to.authority());
    return hosts_.try_emplace(name, executor_, name, options_).first->second;
}

/// The most recently used that is still good; the others are closed on the way.
client::impl::connection_ptr client::impl::take_idle(host_pool& pool) {
    while (!pool.idle.empty()) {
        auto connection = std::move(pool.idle.back());
        pool.idle.pop_back();
        if (connection->still_good(options_.idle_timeout))
            return connection;
    }
    return nullptr;
}

async::task<client::impl::connection_ptr> client::impl::connect(const client_target& to,
                                                                async::deadline until) {
    auto connection = std::make_unique<client_connection>(executor_, options_);
    const auto step = "connect to " + to.authority();
    try {
        co_await async::with_deadline(until.at_most(options_.connect_timeout), step,
                                      open(*connection, to));
    } catch (const base::deadline_exceeded&) {
        if (until.expired())
            throw;
        throw base::outage{to.authority(),
                           "no connection in time"}; // our own cap: the caller has time left
    }
    co_return connection;
}

async::task<client_response> client::impl::exchange(host_pool& pool, const client_request& what,
                                                    const client_target& to,
                                                    async::deadline until) {
    const auto head = write_head(what, to);
    auto connection = take_idle(pool);
    if (connection) {
        try {
            auto answer = co_await connection->exchange(head, what);
            if (connection->reusable())
                pool.idle.push_back(std::move(connection));
            co_return answer;
        } catch (const boost::system::system_error& e) {
            // The server may have closed it while our request was on its way, and so never read it.
            const bool may_repeat = what.repeatable || is_idempotent(what.method);
            if (e.code() == asio::error::operation_aborted || connection->answer_begun() ||
                !may_repeat)
                throw;
        }
    }
    connection = co_await connect(to, until);
    auto answer = co_await connection->exchange(head, what);
    if (connection->reusable())
        pool.idle.push_back(std::move(connection));
    co_return answer;
}

async::task<client_response> client::impl::send_on_any(const client_request& what,
                                                       const client_target& to,
                                                       async::deadline until) {
    auto& pool = pool_of(to);
    const auto permit = co_await pool.gate.acquire(until);
    try {
        co_return co_await exchange(pool, what, to, until);
    } catch (const boost::system::system_error& e) {
        if (e.code() == asio::error::operation_aborted)
            throw;
        log_.debug("http call failed", {{"host", to.authority()}, {"error", e.what()}});
        throw base::outage{to.authority(), e.code().message()};
    }
}

async::task<client_response> client::impl::send(client_request what, async::deadline until) {
    const auto to = parse_url(what.url);
    co_return co_await async::with_deadline(until, "request to " + to.authority(),
                                            send_on_any(what, to, until));
}

client::client(asio::any_io_executor executor, client_options options, base::logger log)
    : impl_{std::make_unique<impl>(std::move(executor), std::move(options), std::move(log))} {}

client::~client() = default;

async::task<client_response> client::send(client_request what, async::deadline until) {
    return impl_->send(std::move(what), until);
}

void client::close_idle() {
    impl_->close_idle();
}

} // namespace http

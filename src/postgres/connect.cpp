#include "postgres/connect.hpp"

#include "async/event.hpp"
#include "base/errors.hpp"
#include "postgres/errors.hpp"

#include <array>
#include <new>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <openssl/ssl.h>

namespace postgres {
namespace asio = boost::asio;

namespace {

/// Asio cannot interrupt a resolution that has begun, so the answer goes to a state that may
/// outlive its caller.
struct resolution {
    explicit resolution(const asio::any_io_executor& executor)
        : resolver{executor}
        , done{executor} {}

    asio::ip::tcp::resolver resolver;
    async::event done;
    bool ended = false;
    boost::system::error_code failed;
    std::string addresses;
    std::size_t count = 0;
};

async::task<std::shared_ptr<resolution>> resolve(std::string host, async::deadline until) {
    const auto state = std::make_shared<resolution>(co_await asio::this_coro::executor);
    state->resolver.async_resolve(host, "", [state](const auto& failed, const auto& found) {
        state->failed = failed;
        for (const auto& entry : found) {
            if (state->count++ > 0)
                state->addresses += ',';
            state->addresses += entry.endpoint().address().to_string();
        }
        state->ended = true;
        state->done.notify_all();
    });
    while (!state->ended) {
        if (!co_await state->done.wait_until(until) && !state->ended) {
            throw base::outage{part_name, "no address for " + host + " in time"};
        }
    }
    if (state->failed || state->count == 0) {
        throw base::outage{part_name, "no address for " + host + ": " + state->failed.message()};
    }
    co_return state;
}

bool needs_resolution(const std::string& host) {
    if (host.empty() || host.starts_with('/'))
        return false; // a folder of Unix sockets
    boost::system::error_code is_name;
    asio::ip::make_address(host, is_name);
    return bool{is_name};
}

/// A space or a backslash inside an option's value is escaped by a backslash.
std::string escaped(std::string_view value) {
    std::string out;
    for (const char c : value) {
        if (c == ' ' || c == '\\')
            out += '\\';
        out += c;
    }
    return out;
}

std::string server_options(const config& where, std::chrono::milliseconds statement_timeout) {
    auto options =
        fmt::format("-c TimeZone=UTC -c jit=off -c client_min_messages=warning"
                    " -c statement_timeout={0} -c idle_in_transaction_session_timeout={0}",
                    statement_timeout.count());
    if (!where.role.empty())
        options += " -c role=" + escaped(where.role);
    return options;
}

/// The same host once for each of its addresses: libpq tries them in order, and knows the name for
/// TLS.
std::string repeated(const std::string& host, std::size_t count) {
    std::string all = host;
    for (std::size_t i = 1; i < count; ++i)
        all += "," + host;
    return all;
}

async::task<connection_handle> start(const config& where, const std::string& purpose,
                                     std::chrono::milliseconds statement_timeout,
                                     async::deadline until) {
    std::string host = where.host;
    std::string addresses;
    if (needs_resolution(host)) {
        const auto resolved = co_await resolve(host, until);
        host = repeated(host, resolved->count);
        addresses = resolved->addresses;
    }
    const auto port = std::to_string(where.port);
    const auto options = server_options(where, statement_timeout);
    const auto name = where.application_name + "/" + purpose;
    const std::array<std::pair<const char*, const char*>, 15> settings{{
        {"host", host.c_str()},
        {"hostaddr", addresses.c_str()},
        {"port", port.c_str()},
        {"dbname", where.database.c_str()},
        {"user", where.user.c_str()},
        {"password", where.password.c_str()},
        {"application_name", name.c_str()},
        {"options", options.c_str()},
        {"sslmode", where.sslmode.c_str()},
        {"gssencmode", "disable"},
        {"client_encoding", "UTF8"},
        {"keepalives_idle", "10"},
        {"keepalives_interval", "5"},
        {"keepalives_count", "3"},
        {"tcp_user_timeout", "20000"},
    }};
    std::array<const char*, settings.size() + 1> keys{};
    std::array<const char*, settings.size() + 1> values{};
    for (std::size_t i = 0; i < settings.size(); ++i)
        std::tie(keys[i], values[i]) = settings[i];
    connection_handle raw{PQconnectStartParams(keys.data(), values.data(), 0)};
    if (!raw)
        throw std::bad_alloc{};
    co_return raw;
}

async::task<connection_handle> connect_without_deadline(const config& where, std::string purpose,
                                                        std::chrono::milliseconds statement_timeout,
                                                        async::deadline until) {
    auto raw = co_await start(where, purpose, statement_timeout, until);
    borrowed_socket socket{co_await asio::this_coro::executor};
    auto wanted =
        PQstatus(raw.get()) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
    while (wanted != PGRES_POLLING_OK) {
        if (wanted == PGRES_POLLING_FAILED)
            throw base::outage{part_name, error_message(raw.get())};
        socket.borrow(raw.get());
        if (wanted == PGRES_POLLING_WRITING) {
            co_await socket.writable();
        } else {
            co_await socket.readable();
        }
        socket.give_back(); // the next step may close this socket and open another
        wanted = PQconnectPoll(raw.get());
    }
    PQsetnonblocking(raw.get(), 1);
    co_return raw;
}

} // namespace

std::string_view to_string(lane in) {
    switch (in) {
    case lane::desk:
        return "desk";
    case lane::read:
        return "read";
    case lane::work:
        return "work";
    }
    return "";
}

void finish_connection::operator()(pg_conn* raw) const {
    PQfinish(raw);
}

void borrowed_socket::borrow(pg_conn* from) {
    descriptor_.assign(PQsocket(from));
}

void borrowed_socket::give_back() {
    if (descriptor_.is_open())
        descriptor_.release();
}

async::task<> borrowed_socket::readable() {
    co_await descriptor_.async_wait(descriptor_.wait_read, asio::use_awaitable);
}

async::task<> borrowed_socket::writable() {
    co_await descriptor_.async_wait(descriptor_.wait_write, asio::use_awaitable);
}

bool consume_input(pg_conn* raw) {
    auto* tls = static_cast<SSL*>(PQsslStruct(raw, "OpenSSL"));
    do {
        if (PQconsumeInput(raw) == 0)
            return false;
    } while (tls != nullptr && SSL_pending(tls) > 0);
    return true;
}

std::string error_message(const pg_conn* raw) {
    std::string text = PQerrorMessage(raw);
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    return text;
}

async::task<connection_handle> connect(const config& where, std::string purpose,
                                       std::chrono::milliseconds statement_timeout,
                                       async::deadline until) {
    const auto by = until.at_most(where.connect_timeout);
    try {
        co_return co_await async::with_deadline(
            by, "connect",
            connect_without_deadline(where, std::move(purpose), statement_timeout, by));
    } catch (const base::deadline_exceeded&) {
        throw base::outage{part_name, "no connection to " + where.host + " in time"};
    }
}

} // namespace postgres

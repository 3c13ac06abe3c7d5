#include "app/commands/health.hpp"

#include "base/errors.hpp"
#include "http/client.hpp"

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

namespace app {

async::task<bool> is_well(std::uint16_t port, std::string_view path, async::deadline until) {
    http::client client{co_await boost::asio::this_coro::executor, {}, {}};
    http::client_request request;
    request.url = fmt::format("http://127.0.0.1:{}{}", port, path);
    bool well = false;
    try {
        well = (co_await client.send(std::move(request), until)).status == 200;
    } catch (const base::outage&) {
    } catch (const base::deadline_exceeded&) {
    }
    client.close_idle();
    co_return well;
}

} // namespace app

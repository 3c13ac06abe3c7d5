#include "async/resolve.hpp"

#include "async/event.hpp"

#include <memory>
#include <optional>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

namespace async {
namespace asio = boost::asio;
using asio::ip::tcp;

task<std::vector<tcp::endpoint>> resolve(deadline until, std::string host, std::uint16_t port) {
    boost::system::error_code failed;
    const auto numeric = asio::ip::make_address(host, failed);
    if (!failed)
        co_return std::vector{tcp::endpoint{numeric, port}};

    // getaddrinfo cannot be interrupted, so its end finds this state, and not a frame that may have
    // gone.
    struct shared_state {
        explicit shared_state(const asio::any_io_executor& executor)
            : resolver{executor}
            , ended{executor} {}
        tcp::resolver resolver;
        event ended;
        std::optional<boost::system::error_code> outcome;
        std::vector<tcp::endpoint> found;
    };
    const auto state = std::make_shared<shared_state>(co_await asio::this_coro::executor);
    state->resolver.async_resolve(host, std::to_string(port), tcp::resolver::numeric_service,
                                  [state](const boost::system::error_code& error,
                                          const tcp::resolver::results_type& results) {
                                      state->outcome = error;
                                      for (const auto& entry : results)
                                          state->found.push_back(entry.endpoint());
                                      state->ended.notify_all();
                                  });
    while (!state->outcome) {
        if (!co_await state->ended.wait_until(until) && !state->outcome) {
            throw base::deadline_exceeded{"name resolution of " + host};
        }
    }
    if (*state->outcome)
        throw boost::system::system_error{*state->outcome, "name resolution of " + host};
    co_return std::move(state->found);
}

} // namespace async

#include "redis/dialer.hpp"

#include "async/resolve.hpp"
#include "async/sleep.hpp"

#include <boost/system/system_error.hpp>

namespace redis {

dialer::dialer(boost::asio::any_io_executor executor, address where, options limits)
    : executor_{std::move(executor)}
    , where_{std::move(where)}
    , limits_{limits} {}

async::task<std::shared_ptr<connection>> dialer::dial() {
    std::string why;
    try {
        const auto until = async::deadline::after(limits_.connect_timeout);
        auto made = std::make_shared<connection>(executor_);
        auto to = co_await resolve(until);
        co_await made->open(until, where_, std::move(to));
        co_return made;
    } catch (const std::exception& e) {
        why = e.what();
    }
    co_await async::throw_if_cancelled();
    throw base::outage{"redis", why};
}

async::task<endpoints> dialer::resolve(async::deadline until) {
    try {
        // Half of the time, so that something is left for the addresses known from before.
        known_ = co_await async::resolve(until.at_most(limits_.connect_timeout / 2), where_.host,
                                         where_.port);
    } catch (const std::exception&) {
        if (known_.empty())
            throw;
    }
    co_await async::throw_if_cancelled();
    co_return known_;
}

} // namespace redis

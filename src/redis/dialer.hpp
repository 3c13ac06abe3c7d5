#pragma once

#include "redis/connection.hpp"
#include "redis/options.hpp"

#include <memory>

namespace redis {

/// Makes connections to one address. When the resolver does not answer, the addresses that it gave
/// before are used.
class dialer {
public:
    dialer(boost::asio::any_io_executor executor, address where, options limits);

    /// Throws base::outage{"redis"} that says why.
    async::task<std::shared_ptr<connection>> dial();

private:
    async::task<endpoints> resolve(async::deadline until);

    boost::asio::any_io_executor executor_;
    address where_;
    options limits_;
    endpoints known_;
};

} // namespace redis

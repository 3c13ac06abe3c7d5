#pragma once

#include <boost/asio/awaitable.hpp>

namespace async {

/// What every coroutine of the project returns. It starts when awaited or spawned, on its caller's
/// thread.
template <class T = void>
using task = boost::asio::awaitable<T>;

} // namespace async

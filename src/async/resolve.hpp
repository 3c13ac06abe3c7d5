#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <boost/asio/ip/tcp.hpp>

namespace async {

/// The addresses of a host, by the system's resolver on a thread of Asio's: the calling thread goes
/// on meanwhile. An address in digits needs no resolver. A resolver that does not answer is left
/// behind at the deadline (base::deadline_exceeded) or when the caller is cancelled; an unknown
/// name is a system_error.
task<std::vector<boost::asio::ip::tcp::endpoint>> resolve(deadline until, std::string host,
                                                          std::uint16_t port);

} // namespace async

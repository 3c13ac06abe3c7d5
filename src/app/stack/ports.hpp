#pragma once

#include <cstdint>

namespace app {

/// A TCP port of this machine that nobody listens on now.
std::uint16_t free_port();

/// Whether a server could listen on it now, on any address.
bool is_port_free(std::uint16_t port);

/// Open files: raised to what the system allows this process. Gives the limit.
std::uint64_t raise_open_files_limit();

} // namespace app

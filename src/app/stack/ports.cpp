#include "app/stack/ports.hpp"

#include <cerrno>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace app {

namespace {

// Binds as a server would; gives the port, or 0 when it is taken.
std::uint16_t bind_once(std::uint16_t port) {
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (probe < 0)
        throw std::system_error{errno, std::generic_category(), "socket"};
    const int on = 1;
    ::setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    address.sin_port = htons(port);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    const bool bound = ::bind(probe, generic, length) == 0 && ::listen(probe, 1) == 0 &&
                       ::getsockname(probe, generic, &length) == 0;
    ::close(probe);
    return bound ? ntohs(address.sin_port) : std::uint16_t{0};
}

} // namespace

std::uint16_t free_port() {
    const auto port = bind_once(0);
    if (port == 0)
        throw std::system_error{EADDRINUSE, std::generic_category(), "no free port"};
    return port;
}

bool is_port_free(std::uint16_t port) {
    return bind_once(port) != 0;
}

std::uint64_t raise_open_files_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 0;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
}

} // namespace app

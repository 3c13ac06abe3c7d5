#include "support/silent_names.hpp"

#include <dlfcn.h>
#include <netdb.h>
#include <poll.h>
#include <string_view>

namespace {

constexpr std::string_view silent_domain = ".silent.example.test";
constexpr int name_servers_timeout_ms = 2'000;

} // namespace

// Stands before the C library's, for Asio and libpq alike.
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                           addrinfo** found) {
    if (name && std::string_view{name}.ends_with(silent_domain)) {
        poll(nullptr, 0, name_servers_timeout_ms);
        return EAI_AGAIN;
    }
    static const auto next =
        reinterpret_cast<int (*)(const char*, const char*, const addrinfo*, addrinfo**)>(
            dlsym(RTLD_NEXT, "getaddrinfo"));
    return next(name, service, hints, found);
}

namespace testing_support {

std::string silent_host() {
    return "host" + std::string{silent_domain};
}

} // namespace testing_support

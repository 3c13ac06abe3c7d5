#include "http/server_core.hpp"

#include "base/encoding.hpp"
#include "base/random.hpp"

#include <array>
#include <iterator>

#include <fmt/format.h>

namespace http {

server_core::server_core(server_options given, const router& table, authenticator authenticate,
                         base::logger logger, base::metrics& all)
    : options{std::move(given)}
    , routes{table}
    , who{std::move(authenticate)}
    , log{std::move(logger)}
    , hosts{options.allowed_hosts}
    , cors{options.cors_allowed_origins}
    , metrics{all} {
    std::array<std::uint8_t, 6> random{};
    base::fill_random(random);
    request_id_prefix_ = base::to_hex(random);
}

void server_core::next_request_id(std::string& out) {
    out = request_id_prefix_;
    fmt::format_to(std::back_inserter(out), "-{:x}", ++requests_);
}

} // namespace http

#include "http/admission.hpp"

#include "http/client_network.hpp"
#include "http/router.hpp"

#include <fmt/format.h>

namespace http {

admission::admission(const admission_rates& rates, const base::clock& clock)
    : users_{rates.user}
    , addresses_{rates.address}
    , clock_{clock} {}

std::optional<admission::standing> admission::count(const request& from) {
    auto& counted = from.caller ? users_ : addresses_;
    if (!counted.limits() || !from.path.starts_with(api_path))
        return std::nullopt;
    const auto key = from.caller ? fmt::format("{}", from.caller->user.value())
                                 : client_network(from.remote_address);
    return standing{counted.allowed(), counted.take(key, clock_.now())};
}

void add_rate_limit(const admission::standing& standing, response& answer) {
    const auto add = [&](const char* name, std::int64_t value) {
        answer.headers.emplace_back(name, fmt::format("{}", value));
    };
    add("RateLimit-Limit", standing.allowed.requests);
    add("RateLimit-Remaining", standing.now.remaining);
    add("RateLimit-Reset", standing.now.reset.count());
}

} // namespace http

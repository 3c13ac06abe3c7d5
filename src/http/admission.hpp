#pragma once

#include "http/request.hpp"
#include "http/response.hpp"
#include "http/throttle.hpp"

#include <optional>

namespace http {

struct admission_rates {
    rate user;    ///< of one user, whatever the address
    rate address; ///< of one address, for requests without a good token
};

/// How often the API (paths under /api/) may be called. One a server, on its thread; the clock
/// outlives it. Pages, files and probes are let in uncounted.
class admission {
public:
    admission(const admission_rates& rates, const base::clock& clock);

    struct standing {
        rate allowed;
        throttle::verdict now;
    };

    /// Counts the request, whose caller is known by now; nothing where no rate applies.
    std::optional<standing> count(const request& from);

    throttle& users() { return users_; }
    throttle& addresses() { return addresses_; }

private:
    throttle users_;
    throttle addresses_;
    const base::clock& clock_;
};

/// RateLimit-Limit, -Remaining and -Reset, of draft-ietf-httpapi-ratelimit-headers-07.
void add_rate_limit(const admission::standing& standing, response& answer);

} // namespace http

#pragma once

#include "http/request.hpp"
#include "http/response.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace http {

/// Which Host headers are served, as Django's ALLOWED_HOSTS.
class host_rules {
public:
    explicit host_rules(std::vector<std::string> allowed);

    /// `host` with or without its port. With no rules any host that looks like one.
    bool allow(std::string_view host) const;

private:
    std::vector<std::string> allowed_; ///< in lower case
};

/// Which pages of other origins may call (CORS). Credentials are bearer tokens, so cookies are not
/// allowed across.
class cors_rules {
public:
    explicit cors_rules(std::vector<std::string> allowed_origins);

    /// Adds the headers that let the page read the answer, if its origin may.
    void apply(const request& in, response& answer) const;

    /// The answer to a preflight request; nothing for any other.
    std::optional<response> preflight(const request& in) const;

private:
    bool allow(std::string_view origin) const;

    std::vector<std::string> allowed_;
    bool any_ = false;
};

} // namespace http

#include "reservations/types.hpp"

#include <stdexcept>

namespace reservations {

std::string_view to_string(status s) {
    switch (s) {
    case status::reserved:
        return "reserved";
    case status::completed:
        return "completed";
    case status::cancelled:
        return "cancelled";
    case status::expired:
        return "expired";
    }
    return {};
}

status parse_status(std::string_view text) {
    for (const auto s : {status::reserved, status::completed, status::cancelled, status::expired}) {
        if (to_string(s) == text)
            return s;
    }
    throw std::logic_error{"unknown status of a reservation"};
}

std::string_view to_string(verdict v) {
    switch (v) {
    case verdict::granted:
        return "granted";
    case verdict::already_held:
        return "already_held";
    case verdict::done:
        return "done";
    case verdict::repeated:
        return "repeated";
    case verdict::replayed_created:
    case verdict::replayed:
        return "replayed";
    case verdict::not_active:
        return "not_active";
    case verdict::not_eligible:
        return "not_eligible";
    case verdict::too_far:
        return "too_far";
    case verdict::location_unknown:
        return "location_unknown";
    case verdict::limit_reached:
        return "limit_reached";
    case verdict::sold_out:
        return "sold_out";
    case verdict::not_found:
        return "not_found";
    case verdict::expired:
        return "expired";
    case verdict::cancelled:
        return "cancelled";
    case verdict::already_redeemed:
        return "already_redeemed";
    case verdict::not_completed:
        return "not_completed";
    case verdict::wrong_code:
        return "wrong_code";
    case verdict::key_reused:
        return "key_reused";
    case verdict::ask_again:
        return "ask_again";
    }
    return "unknown";
}

} // namespace reservations

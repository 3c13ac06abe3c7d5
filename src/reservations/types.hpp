#pragma once

#include "base/clock.hpp"
#include "base/geo_point.hpp"
#include "base/money.hpp"
#include "base/strong_id.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reservations {

enum class status : std::uint8_t { reserved, completed, cancelled, expired };

std::string_view to_string(status s);
/// Throws std::logic_error for a text that the schema does not allow.
status parse_status(std::string_view text);

/// A row of the ledger: a hold on one unit, and what became of it.
struct reservation {
    base::reservation_id id;
    base::window_id window;
    base::promo_id promo;
    base::product_id product;
    base::user_id user;
    base::money price;
    base::instant reserved_until; ///< fixed when the hold is made
    reservations::status status = status::reserved;
    base::instant created_at;
    std::string pickup_code; ///< empty until completed

    bool is_completed() const { return status == status::completed; }
};

// The numbers of these two enumerations are those of R__desk.sql.

enum class request_kind : std::int32_t {
    reserve = 1,
    complete = 2,
    cancel = 3,       ///< by the shopper
    release = 4,      ///< of all overdue holds of the window; by a timer
    redeem = 5,       ///< by the store
    store_cancel = 6, ///< by the store
};

enum class verdict : std::int32_t {
    granted = 1,
    already_held = 2, ///< reserve: the same hold with the same deadline
    done = 3,
    repeated = 4,         ///< it was done before: harmless
    replayed_created = 5, ///< the stored answer of the same key, a 201
    replayed = 6,         ///< a 200
    not_active = 10,
    not_eligible = 11,
    too_far = 12,
    location_unknown = 13,
    limit_reached = 14,
    sold_out = 15,
    not_found = 16,
    expired = 17,
    cancelled = 18,
    already_redeemed = 19,
    not_completed = 20,
    wrong_code = 21,
    key_reused = 22,
    ask_again = 23, ///< lost a race that the lock should exclude; never leaves the desk
};

/// What a metric calls it.
std::string_view to_string(verdict v);

/// An Idempotency-Key and the digest of its request.
struct idempotency {
    std::string key;
    std::string request_hash;

    friend bool operator==(const idempotency&, const idempotency&) = default;
};

/// What the desk judges.
struct desk_request {
    request_kind kind = request_kind::reserve;
    base::user_id shopper = {};            ///< whose reservation it is or will be
    base::user_id actor = {};              ///< who asks: the shopper, or somebody of the store
    base::reservation_id reservation = {}; ///< not for reserve
    std::optional<base::geo_point> claimed = {}; ///< reserve: where the shopper says to be
    std::optional<std::string> code = {};        ///< complete: the new one; redeem: the one shown
    std::optional<reservations::idempotency> idempotency = {};
};

struct desk_answer {
    reservations::verdict verdict = verdict::not_found;
    std::optional<reservations::reservation> reservation;
};

struct counters {
    std::int32_t stock = 0;
    std::int32_t held = 0;
    std::int32_t sold = 0;
    std::int64_t revision = 0;

    std::int32_t left() const { return stock - held - sold; }
};

/// One call of the desk's function.
struct batch_answer {
    /// One a request; empty when a sold-out read found that the window is not sold out any more.
    std::vector<desk_answer> answers;
    reservations::counters counters;
    bool is_open = false;
    /// From the moment of judging to the next deadline of a hold; negative when it has passed.
    std::optional<std::chrono::microseconds> next_deadline;
};

/// Told after the commit that moved a window's counters.
struct counters_changed {
    base::window_id window;
    std::int64_t revision = 0;
    std::int32_t left = 0;
};

} // namespace reservations

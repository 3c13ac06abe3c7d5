#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "base/geo_point.hpp"
#include "base/strong_id.hpp"
#include "http/request.hpp"
#include "reservations/desk.hpp"
#include "reservations/details.hpp"
#include "reservations/errors.hpp"
#include "reservations/repository.hpp"
#include "reservations/types.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>

namespace reservations {

/// What came of a request: the reservation as the answer shows it.
struct effect {
    reservations::reservation reservation;
    bool created = false;  ///< a 201
    bool replayed = false; ///< the stored answer of the same Idempotency-Key
    bool repeated = false; ///< it was done before
};

using result = std::expected<effect, error>;

/// What people may do with reservations. One an I/O thread; throws what the desk and the pool
/// throw.
class service {
public:
    /// The window of a promo that is open now, from the live board; nothing: ask the database.
    using open_window = std::function<std::optional<base::window_id>(base::promo_id)>;

    service(reservations::desk& desk, postgres::pool& pool, open_window board = {})
        : desk_{desk}
        , repository_{pool}
        , ledger_{pool}
        , board_{std::move(board)} {}

    /// A hold on one unit, or the caller's active one.
    async::task<result> reserve(http::caller by, base::promo_id promo,
                                std::optional<base::geo_point> claimed,
                                std::optional<idempotency> key, async::deadline until);

    /// Turns the caller's hold into a commitment to buy; gives the pickup code.
    async::task<result> complete(http::caller by, base::reservation_id id,
                                 std::optional<idempotency> key, async::deadline until);

    /// By the shopper: a hold, or what is completed while the window is open and it is not
    /// redeemed. By the store's owner or staff: anything, at any time.
    async::task<result> cancel(http::caller by, base::reservation_id id,
                               std::optional<idempotency> key, async::deadline until);

    /// By the store's owner or staff: the goods were handed over. `code`, if given, must be the
    /// reservation's.
    async::task<result> redeem(http::caller by, base::reservation_id id,
                               std::optional<std::string> code, std::optional<idempotency> key,
                               async::deadline until);

    /// The same of what was sold by this store, found by the code that its shopper shows: whatever
    /// its case, and with blanks. error::wrong_code when the store has sold nothing of that code,
    /// error::already_redeemed when it comes a second time: that may be another person.
    async::task<result> redeem_by_code(http::caller by, base::store_id store, std::string code,
                                       std::optional<idempotency> key, async::deadline until);

    ledger_reader& ledger() { return ledger_; }

private:
    async::task<result> ask(base::window_id window, desk_request request, async::deadline until);

    reservations::desk& desk_;
    repository repository_;
    ledger_reader ledger_;
    open_window board_;
};

} // namespace reservations

#pragma once

#include "base/listing.hpp"
#include "postgres/ordered_statement.hpp"
#include "postgres/pool.hpp"
#include "reservations/repository.hpp"
#include "reservations/types.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

namespace reservations {

/// A reservation with what a person wants to read beside it.
struct details {
    reservation of;
    std::string product_name;
    base::store_id store;
    std::string store_name;
    std::string currency;
    std::string username;
    base::instant closes_at; ///< of its window
    std::optional<base::instant> completed_at;
    std::optional<base::instant> redeemed_at;
};

/// The API's reservation, as lists show it.
boost::json::object to_json(const details& shown);

/// Sales are listed this far back, by the end of their windows.
inline constexpr std::int64_t sales_days_max = 366;

/// The ledger as people read it: their own reservations, a store's sales. One method a statement.
class ledger_reader {
public:
    explicit ledger_reader(postgres::pool& pool);

    /// Newest first.
    async::task<base::listing<details>> own(async::deadline until, base::user_id user,
                                            list_filter filter, std::int64_t limit,
                                            std::int64_t offset);
    async::task<std::optional<details>> own(async::deadline until, base::user_id user,
                                            base::reservation_id id);

    /// What a store sold in windows of the last `days` days, newest first.
    async::task<base::listing<details>> sales(async::deadline until, base::store_id store,
                                              std::int32_t days, std::int64_t limit,
                                              std::int64_t offset);
    /// The same in pieces: those with an id below `before`.
    async::task<std::vector<details>> sales_before(async::deadline until, base::store_id store,
                                                   std::int32_t days,
                                                   std::optional<base::reservation_id> before,
                                                   std::int64_t limit);
    async::task<std::optional<details>> sale(async::deadline until, base::store_id store,
                                             base::reservation_id id);
    /// Of what the store has sold and not long ago.
    async::task<std::optional<base::reservation_id>>
    by_code(async::deadline until, base::store_id store, std::string code);

    async::task<std::optional<base::user_id>> owner_of(async::deadline until, base::store_id store);

private:
    postgres::pool& pool_;
    postgres::ordered_statement list_own_;
};

} // namespace reservations

#pragma once

#include "accounts/audit.hpp"
#include "promos/errors.hpp"
#include "promos/repository.hpp"
#include "promos/types.hpp"

#include <expected>

namespace promos {

/// What a merchant asks for; `errors` name the fields that could not be read. They are told
/// together with what only the database knows of the others.
struct proposal {
    promo_fields fields;
    json::field_errors errors{};
};

/// What can be done with promos. The writing functions take the caller's transaction, change the
/// windows with the promo and leave an audit row in it. One an I/O thread.
class service {
public:
    explicit service(postgres::pool& pool)
        : repository_{pool} {}

    async::task<base::listing<promo>> list(async::deadline until, promo_filter filter,
                                           std::int64_t offset, std::int64_t limit) {
        return repository_.list(until, filter, offset, limit);
    }
    async::task<std::optional<promo>> find(async::deadline until, base::promo_id id) {
        return repository_.find(until, id);
    }
    async::task<base::listing<promo_window>> windows(async::deadline until, base::promo_id id,
                                                     std::int64_t offset, std::int64_t limit) {
        return repository_.windows(until, id, offset, limit);
    }

    async::task<std::vector<board_window>> to_come(async::deadline until, to_come_query asked) {
        return repository_.to_come(until, asked);
    }
    async::task<std::vector<board_window>> next_of(async::deadline until, base::promo_id id) {
        return repository_.next_of(until, id);
    }

    /// What would come of a promo; changes nothing.
    async::task<std::expected<promos::preview, rejection>>
    preview(postgres::transaction& tx, accounts::actor by, proposal wanted);

    /// The promo, locked, if the actor owns its store.
    async::task<std::expected<promo, rejection>> owned(postgres::transaction& tx,
                                                       accounts::actor by, base::promo_id id);

    /// Publishes: windows up to 8 days ahead, with their tasks in the outbox.
    async::task<std::expected<promo, rejection>> create(postgres::transaction& tx,
                                                        accounts::actor by, proposal wanted);

    /// `before` comes from owned() in the same transaction. Windows that have not opened take the
    /// new fields; of the open one only the stock and the end change. A promo stays in its store,
    /// since its windows and reservations do.
    async::task<std::expected<promo, rejection>>
    change(postgres::transaction& tx, accounts::actor by, promo before, proposal wanted);

    /// Closes its windows and hides it; reservations keep speaking of it.
    async::task<std::expected<void, rejection>> remove(postgres::transaction& tx,
                                                       accounts::actor by, base::promo_id id);

    /// More units or time for the open window, or else the next.
    async::task<std::expected<promo, rejection>> extend(postgres::transaction& tx,
                                                        accounts::actor by, base::promo_id id,
                                                        std::int32_t more_stock,
                                                        std::int32_t more_seconds);

    /// The kill switch; a repeat is harmless.
    async::task<std::expected<promo, rejection>> close(postgres::transaction& tx,
                                                       accounts::actor by, base::promo_id id);

private:
    /// `home` is the store that the promo belongs to already.
    async::task<std::optional<rejection>> objection(postgres::transaction& tx,
                                                    const accounts::actor& by,
                                                    const proposal& wanted,
                                                    std::optional<base::store_id> home);
    async::task<promo> reread(postgres::transaction& tx, base::promo_id id);

    repository repository_;
};

} // namespace promos

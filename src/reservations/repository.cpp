#include "reservations/repository.hpp"

#include "reservations/sql.hpp"

#include <stdexcept>

namespace reservations {
namespace {

using postgres::lane;

/// The arrays that desk_batch takes, one element a request.
struct batch_arrays {
    std::vector<std::int32_t> kinds;
    std::vector<std::int64_t> shoppers, actors, reservations;
    std::vector<std::optional<double>> latitudes, longitudes;
    std::vector<std::optional<std::string>> codes, keys, hashes;

    explicit batch_arrays(std::span<const queue_entry> batch) {
        for (const auto& entry : batch) {
            const auto& r = entry.request;
            kinds.push_back(static_cast<std::int32_t>(r.kind));
            shoppers.push_back(r.shopper.value());
            actors.push_back(r.actor.value());
            reservations.push_back(r.reservation.value());
            latitudes.push_back(r.claimed ? std::optional{r.claimed->latitude()} : std::nullopt);
            longitudes.push_back(r.claimed ? std::optional{r.claimed->longitude()} : std::nullopt);
            codes.push_back(r.code);
            keys.push_back(r.idempotency ? std::optional{r.idempotency->key} : std::nullopt);
            hashes.push_back(r.idempotency ? std::optional{r.idempotency->request_hash}
                                           : std::nullopt);
        }
    }
};

base::instant instant_of(std::int64_t us) {
    return base::instant{std::chrono::microseconds{us}};
}

/// The arrays of one answer, beside each other.
struct answer_arrays {
    std::vector<std::int32_t> verdicts;
    std::vector<std::int64_t> ids;
    std::vector<std::string> statuses;
    std::vector<std::int64_t> reserved_until_us, created_at_us, price_cents;
    std::vector<std::string> pickup_codes;

    explicit answer_arrays(const postgres::row& row)
        : verdicts{row.at<std::vector<std::int32_t>>(0)}
        , ids{row.at<std::vector<std::int64_t>>(1)}
        , statuses{row.at<std::vector<std::string>>(2)}
        , reserved_until_us{row.at<std::vector<std::int64_t>>(3)}
        , created_at_us{row.at<std::vector<std::int64_t>>(4)}
        , price_cents{row.at<std::vector<std::int64_t>>(5)}
        , pickup_codes{row.at<std::vector<std::string>>(6)} {}
};

/// No window at all: everything is refused as not active, and nothing else is known.
batch_answer without_window(std::size_t size) {
    batch_answer answer;
    answer.answers.assign(size, {verdict::not_active, std::nullopt});
    return answer;
}

batch_answer to_answer(const postgres::row& row, base::window_id window,
                       std::span<const queue_entry> batch) {
    const auto promo = row.at<std::optional<base::promo_id>>(7);
    if (!promo)
        return without_window(batch.size());
    const auto product = row.at<base::product_id>(8);
    batch_answer answer;
    answer.is_open = row.at<bool>(9);
    answer.counters = {row.at<std::int32_t>(10), row.at<std::int32_t>(11), row.at<std::int32_t>(12),
                       row.at<std::int64_t>(13)};
    const auto next_us = row.at<std::int64_t>(14);
    if (next_us != 0)
        answer.next_deadline = std::chrono::microseconds{next_us - row.at<std::int64_t>(15)};
    if (!row.at<std::optional<std::vector<std::int32_t>>>(0))
        return answer;
    answer_arrays arrays{row};
    answer.answers.resize(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) {
        auto& one = answer.answers[i];
        one.verdict = static_cast<verdict>(arrays.verdicts.at(i));
        if (arrays.ids.at(i) == 0)
            continue;
        one.reservation = reservation{.id = base::reservation_id{arrays.ids[i]},
                                      .window = window,
                                      .promo = *promo,
                                      .product = product,
                                      .user = batch[i].request.shopper,
                                      .price = *base::money::from_cents(arrays.price_cents.at(i)),
                                      .reserved_until = instant_of(arrays.reserved_until_us.at(i)),
                                      .status = parse_status(arrays.statuses.at(i)),
                                      .created_at = instant_of(arrays.created_at_us.at(i)),
                                      .pickup_code = std::move(arrays.pickup_codes.at(i))};
    }
    return answer;
}

} // namespace

async::task<batch_answer> repository::judge(base::window_id window,
                                            std::span<const queue_entry> batch,
                                            async::deadline until) {
    const batch_arrays in{batch};
    const auto rows = co_await pool_.run(
        lane::desk, until, sql::judge_batch,
        postgres::params{window, in.kinds, in.shoppers, in.actors, in.reservations, in.latitudes,
                         in.longitudes, in.codes, in.keys, in.hashes});
    co_return to_answer(rows[0], window, batch);
}

async::task<batch_answer> repository::judge_sold_out(base::window_id window,
                                                     std::span<const queue_entry> batch,
                                                     async::deadline until) {
    const batch_arrays in{batch};
    const auto rows = co_await pool_.run(lane::read, until, sql::judge_sold_out,
                                         postgres::params{window, in.shoppers, in.keys, in.hashes});
    co_return to_answer(rows[0], window, batch);
}

async::task<std::optional<std::optional<base::window_id>>>
repository::desk_window(base::promo_id promo, async::deadline until) {
    const auto rows =
        co_await pool_.run(lane::read, until, sql::find_desk_window, postgres::params{promo});
    if (rows.empty())
        co_return std::nullopt;
    co_return rows[0].at<std::optional<base::window_id>>(0);
}

async::task<std::optional<action_target>> repository::target(base::reservation_id id,
                                                             async::deadline until) {
    const auto rows = co_await pool_.run(lane::read, until, sql::find_target, postgres::params{id});
    co_return rows.first<action_target>();
}

async::task<std::vector<base::window_id>>
repository::overdue_windows(std::chrono::milliseconds grace, async::deadline until) {
    const auto rows = co_await pool_.run(lane::work, until, sql::overdue_windows,
                                         postgres::params{std::int64_t{grace.count()}});
    std::vector<base::window_id> windows;
    for (int i = 0; i < rows.size(); ++i)
        windows.push_back(rows[i].at<base::window_id>(0));
    co_return windows;
}

async::task<release_result> repository::release_overdue(base::window_id window,
                                                        async::deadline until) {
    const auto rows =
        co_await pool_.run(lane::work, until, sql::release_overdue, postgres::params{window});
    const auto next_us = rows[0].at<std::int64_t>(2);
    co_return release_result{rows[0].at<std::int64_t>(0), rows[0].at<std::int32_t>(1),
                             next_us != 0 && next_us <= rows[0].at<std::int64_t>(3)};
}

} // namespace reservations

#include "reservations/service.hpp"

#include "base/random.hpp"

#include <array>
#include <string_view>

namespace reservations {
namespace {

/// Eight characters that cannot be mistaken for one another, 40 bits: read out at a counter.
std::string make_pickup_code() {
    static constexpr std::string_view alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    static_assert(alphabet.size() == 32);
    std::array<std::uint8_t, 8> random{};
    base::fill_random(random);
    std::string code;
    for (const auto byte : random)
        code += alphabet[byte % alphabet.size()];
    return code;
}

/// The reservation as it was when the stored answer was given: later changes do not show in a
/// replay.
void restore(reservation& shown, request_kind kind) {
    switch (kind) {
    case request_kind::reserve:
        shown.status = status::reserved;
        shown.pickup_code.clear();
        break;
    case request_kind::complete:
    case request_kind::redeem:
        shown.status = status::completed;
        break;
    case request_kind::cancel:
    case request_kind::store_cancel:
        shown.status = status::cancelled;
        break;
    case request_kind::release:
        break;
    }
}

result refused(verdict v) {
    switch (v) {
    case verdict::not_active:
        return std::unexpected{error::not_active};
    case verdict::not_eligible:
        return std::unexpected{error::not_eligible};
    case verdict::too_far:
        return std::unexpected{error::too_far};
    case verdict::location_unknown:
        return std::unexpected{error::location_unknown};
    case verdict::limit_reached:
        return std::unexpected{error::limit_reached};
    case verdict::sold_out:
        return std::unexpected{error::sold_out};
    case verdict::not_found:
        return std::unexpected{error::not_found};
    case verdict::expired:
        return std::unexpected{error::expired};
    case verdict::cancelled:
        return std::unexpected{error::cancelled};
    case verdict::already_redeemed:
        return std::unexpected{error::already_redeemed};
    case verdict::not_completed:
        return std::unexpected{error::not_completed};
    case verdict::wrong_code:
        return std::unexpected{error::wrong_code};
    case verdict::key_reused:
        return std::unexpected{error::key_reused};
    case verdict::granted:
    case verdict::already_held:
    case verdict::done:
    case verdict::repeated:
    case verdict::replayed_created:
    case verdict::replayed:
    case verdict::ask_again:
        break;
    }
    throw std::logic_error{"the desk gave no reservation"};
}

bool runs_store(const http::caller& by, const action_target& target) {
    return by.user == target.store_owner;
}

} // namespace

async::task<result> service::ask(base::window_id window, desk_request request,
                                 async::deadline until) {
    const auto kind = request.kind;
    auto answer = co_await desk_.ask(window, std::move(request), until);
    const auto v = answer.verdict;
    if (v > verdict::replayed || !answer.reservation)
        co_return refused(v);
    effect done{std::move(*answer.reservation)};
    done.replayed = v == verdict::replayed_created || v == verdict::replayed;
    done.repeated = v == verdict::repeated;
    done.created = v == verdict::granted || v == verdict::replayed_created;
    if (done.replayed)
        restore(done.reservation, kind);
    co_return done;
}

async::task<result> service::reserve(http::caller by, base::promo_id promo,
                                     std::optional<base::geo_point> claimed,
                                     std::optional<idempotency> key, async::deadline until) {
    const desk_request request{.kind = request_kind::reserve,
                               .shopper = by.user,
                               .actor = by.user,
                               .claimed = claimed,
                               .idempotency = std::move(key)};
    const auto seen = board_ ? board_(promo) : std::nullopt;
    if (seen) {
        auto judged = co_await ask(*seen, request, until);
        if (judged || judged.error() != error::not_active)
            co_return judged;
    }
    // The board has not heard yet of a merchant's edit in another process: is there another window,
    // or no promo any more?
    const auto found = co_await repository_.desk_window(promo, until);
    if (!found)
        co_return std::unexpected{error::not_found};
    if (!*found || **found == seen)
        co_return std::unexpected{error::not_active};
    co_return co_await ask(**found, request, until);
}

async::task<result> service::complete(http::caller by, base::reservation_id id,
                                      std::optional<idempotency> key, async::deadline until) {
    const auto target = co_await repository_.target(id, until);
    if (!target || target->shopper != by.user)
        co_return std::unexpected{error::not_found};
    co_return co_await ask(target->window,
                           {.kind = request_kind::complete,
                            .shopper = by.user,
                            .actor = by.user,
                            .reservation = id,
                            .code = make_pickup_code(),
                            .idempotency = std::move(key)},
                           until);
}

async::task<result> service::cancel(http::caller by, base::reservation_id id,
                                    std::optional<idempotency> key, async::deadline until) {
    const auto target = co_await repository_.target(id, until);
    if (!target || (target->shopper != by.user && !runs_store(by, *target)))
        co_return std::unexpected{error::not_found};
    const bool by_store = runs_store(by, *target);
    co_return co_await ask(target->window,
                           {.kind = by_store ? request_kind::store_cancel : request_kind::cancel,
                            .shopper = target->shopper,
                            .actor = by.user,
                            .reservation = id,
                            .idempotency = std::move(key)},
                           until);
}

async::task<result> service::redeem(http::caller by, base::reservation_id id,
                                    std::optional<std::string> code, std::optional<idempotency> key,
                                    async::deadline until) {
    const auto target = co_await repository_.target(id, until);
    if (!target || (target->shopper != by.user && !runs_store(by, *target)))
        co_return std::unexpected{error::not_found};
    if (!runs_store(by, *target))
        co_return std::unexpected{error::forbidden};
    co_return co_await ask(target->window,
                           {.kind = request_kind::redeem,
                            .shopper = target->shopper,
                            .actor = by.user,
                            .reservation = id,
                            .code = std::move(code),
                            .idempotency = std::move(key)},
                           until);
}

async::task<result> service::redeem_by_code(http::caller by, base::store_id store, std::string code,
                                            std::optional<idempotency> key, async::deadline until) {
    const auto owner = co_await ledger_.owner_of(until, store);
    if (!owner)
        co_return std::unexpected{error::not_found};
    if (by.user != *owner)
        co_return std::unexpected{error::forbidden};
    std::erase_if(code, [](char c) { return c == ' ' || c == '-'; });
    for (auto& c : code)
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    const auto id = co_await ledger_.by_code(until, store, code);
    if (!id)
        co_return std::unexpected{error::wrong_code};
    auto done = co_await redeem(by, *id, std::move(code), std::move(key), until);
    if (done && done->repeated)
        co_return std::unexpected{error::already_redeemed};
    co_return done;
}

} // namespace reservations

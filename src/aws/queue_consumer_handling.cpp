#include "aws/queue_consumer.hpp"
#include "base/errors.hpp"

#include <algorithm>
#include <exception>
#include <functional>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

// What happens to one batch between its receipt and its end.
namespace aws {

namespace {

using namespace std::chrono_literals;
using clock = async::deadline::clock;

constexpr auto hold_pause_first = 100ms;
constexpr auto hold_pause_longest = 2'000ms;

bool is_cancellation(const boost::system::system_error& e) {
    return e.code() == boost::asio::error::operation_aborted;
}

} // namespace

/// What has failed alone before is handed over alone again, so that it fails no other.
async::task<> queue_consumer::handle(batch& what) {
    const auto known = [this](const message& each) { return failures_.knows(each.id); };
    const auto suspects = std::ranges::partition(what.messages, std::not_fn(known));
    const auto good = what.messages.size() - suspects.size();
    const std::span<const message> all{what.messages};
    verdicts said;
    if (good > 0)
        said = co_await consume(all.first(good), what.hold_until);
    for (std::size_t i = good; i < all.size(); ++i)
        said.push_back((co_await consume(all.subspan(i, 1), what.hold_until)).front());
    co_await settle(what, said);
}

async::task<queue_consumer::verdicts> queue_consumer::consume(std::span<const message> what,
                                                              clock::time_point hold_until) {
    async::backoff pause{hold_pause_first, hold_pause_longest};
    for (;;) {
        std::string unwell;
        std::string bad;
        auto said = co_await hand_over(what, unwell, bad);
        if (unwell.empty() && bad.empty())
            co_return said;
        if (!bad.empty()) {
            if (what.size() == 1) {
                log_.warning("a message failed", {{"message", what.front().id}, {"error", bad}});
                co_return verdicts{verdict::failed};
            }
            for (std::size_t i = 0; i < what.size(); ++i)
                said.push_back((co_await consume(what.subspan(i, 1), hold_until)).front());
            co_return said;
        }
        if (stopping_ || clock::now() >= hold_until)
            co_return verdicts(what.size());
        log_.debug("a batch is held", {{"error", unwell}});
        co_await changed_.wait_until(async::deadline::after(pause.next()));
    }
}

/// Says in `unwell` or `bad` why there are no verdicts.
async::task<queue_consumer::verdicts>
queue_consumer::hand_over(std::span<const message> what, std::string& unwell, std::string& bad) {
    const auto until = async::deadline::after(options_.handler_timeout);
    const auto started = clock::now();
    try {
        const auto said =
            co_await async::with_deadline(until, "handling notices", handler_(what, until));
        metrics_.handler_seconds.observe(
            std::chrono::duration<double>(clock::now() - started).count());
        MARKETPLACE_ASSERT(said.size() == what.size());
        co_return verdicts(said.begin(), said.end());
    } catch (const boost::system::system_error& e) {
        if (is_cancellation(e))
            throw;
        bad = e.what();
    } catch (const base::outage& e) {
        unwell = e.what();
    } catch (const base::overload& e) {
        unwell = e.what();
    } catch (const base::deadline_exceeded& e) {
        unwell = e.what();
    } catch (const std::exception& e) {
        bad = e.what();
    }
    co_return verdicts{};
}

async::task<> queue_consumer::settle(const batch& what, const verdicts& said) {
    settlement end;
    for (std::size_t i = 0; i < said.size(); ++i)
        note_verdict(what.messages[i], said[i], end);
    const auto until = async::deadline::after(options_.settle_timeout);
    if (!end.to_delete.empty()) {
        note_unsettled(co_await through_.delete_batch(std::move(end.to_delete), until), "delete");
    }
    if (!end.to_pause.empty()) {
        note_unsettled(co_await through_.change_visibility_batch(
                           std::move(end.to_pause), options_.lone_failure_pause, until),
                       "pause");
    }
    if (!end.to_give_back.empty()) {
        note_unsettled(
            co_await through_.change_visibility_batch(std::move(end.to_give_back), 0s, until),
            "give back");
    }
}

void queue_consumer::note_verdict(const message& of, std::optional<verdict> said, settlement& end) {
    if (!said) {
        metrics_.given_back.add();
        end.to_give_back.push_back(of.receipt_handle);
        return;
    }
    switch (*said) {
    case verdict::done:
        metrics_.done.add();
        failures_.forget(of.id);
        end.to_delete.push_back(of.receipt_handle);
        return;
    case verdict::keep:
        metrics_.kept.add();
        return;
    case verdict::failed:
        note_failure(of, end);
        return;
    }
}

void queue_consumer::note_failure(const message& of, settlement& end) {
    metrics_.failed.add();
    const auto failures = failures_.note(of.id);
    if (failures < options_.lone_failures_max) {
        end.to_pause.push_back(of.receipt_handle);
        return;
    }
    if (failures > options_.lone_failures_max) // left, and said already
        return;
    const auto fate = options_.on_poison(of);
    metrics_.poison.add();
    log_.error("a message is poison", {{"message", of.id},
                                       {"failures", failures},
                                       {"receives", of.receive_count},
                                       {"removed", fate == poison_fate::remove}});
    if (fate == poison_fate::remove) {
        failures_.forget(of.id);
        end.to_delete.push_back(of.receipt_handle);
    }
}

} // namespace aws

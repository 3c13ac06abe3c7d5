#include "notifications/pipeline_repository.hpp"

#include "notifications/sql.hpp"

#include <algorithm>
#include <stdexcept>

namespace notifications {
namespace {

using postgres::lane;
using postgres::params;

slice_outcome parse_outcome(std::string_view text) {
    if (text == "ok")
        return slice_outcome::ok;
    return text == "moved" ? slice_outcome::moved : slice_outcome::stale;
}

std::vector<std::int64_t> first_column(const postgres::result& rows) {
    std::vector<std::int64_t> values;
    values.reserve(static_cast<std::size_t>(rows.size()));
    for (int i = 0; i < rows.size(); ++i)
        values.push_back(rows[i].at<std::int64_t>(0));
    return values;
}

kind kind_of(const std::string& text) {
    const auto known = parse_kind(text);
    if (!known)
        throw std::logic_error{"unknown kind of notice: " + text};
    return *known;
}

params delivery_params(const std::vector<brought_notice>& brought) {
    std::vector<std::int64_t> windows, shoppers;
    std::vector<std::string> kinds, texts, sqs_ids;
    std::vector<std::chrono::year_month_day> days;
    std::vector<std::int32_t> versions, receive_counts;
    for (const auto& one : brought) {
        windows.push_back(one.notice.window.value());
        shoppers.push_back(one.notice.shopper.value());
        kinds.emplace_back(to_string(one.notice.what));
        days.push_back(one.notice.day);
        versions.push_back(one.notice.version);
        texts.push_back(one.notice.text);
        sqs_ids.push_back(one.sqs_id);
        receive_counts.push_back(one.receive_count);
    }
    return params{windows, shoppers, kinds, days, versions, texts, sqs_ids, receive_counts};
}

} // namespace

async::task<std::optional<window_progress>> pipeline_repository::find(async::deadline until,
                                                                      base::window_id id) {
    const auto rows = co_await pool_.run(lane::work, until, sql::find_window, params{id});
    co_return rows.first<window_progress>();
}

async::task<std::vector<std::int64_t>> pipeline_repository::candidates_near(async::deadline until,
                                                                            base::window_id id,
                                                                            bool second,
                                                                            std::int32_t at_most) {
    co_return first_column(
        co_await pool_.run(lane::work, until, sql::candidates_near, params{id, second, at_most}));
}

async::task<std::vector<std::int64_t>>
pipeline_repository::candidates_between(async::deadline until, base::window_id id, bool second,
                                        std::int64_t after, std::int64_t through) {
    co_return first_column(co_await pool_.run(lane::work, until, sql::candidates_between,
                                              params{id, second, after, through}));
}

async::task<std::int64_t> pipeline_repository::last_shopper(async::deadline until) {
    co_return (co_await pool_.run(lane::work, until, sql::last_shopper)).value<std::int64_t>();
}

async::task<slice_outcome> pipeline_repository::stage(async::deadline until, base::window_id id,
                                                      std::int32_t version,
                                                      std::optional<move> cursor,
                                                      std::vector<std::int64_t> shoppers) {
    params with{id, version};
    if (cursor)
        with.add(cursor->after).add(cursor->through).add(shoppers).add(cursor->is_last);
    else
        with.add(std::nullopt).add(std::nullopt).add(shoppers).add(false);
    const auto rows = co_await pool_.run(lane::work, until, sql::stage_slice, std::move(with));
    co_return parse_outcome(rows.value<std::string>());
}

async::task<std::int32_t> pipeline_repository::drop_stale(async::deadline until, base::window_id id,
                                                          std::int32_t version,
                                                          std::int32_t slice) {
    const auto rows =
        co_await pool_.run(lane::work, until, sql::drop_stale, params{id, version, slice});
    co_return rows.value<std::int32_t>();
}

async::task<std::vector<release_outcome>> pipeline_repository::release(async::deadline until,
                                                                       std::vector<opening> due) {
    std::vector<std::int64_t> windows;
    std::vector<std::int32_t> versions;
    for (const auto& one : due) {
        windows.push_back(one.window.value());
        versions.push_back(one.version);
    }
    // On the lane of what must not wait: nothing slow runs there.
    const auto rows =
        co_await pool_.run(lane::desk, until, sql::release_windows, params{windows, versions});
    std::vector<release_outcome> outcomes(due.size());
    for (int i = 0; i < rows.size(); ++i) {
        const auto at = std::ranges::find(windows, rows[i].at<std::int64_t>(0)) - windows.begin();
        outcomes.at(static_cast<std::size_t>(at)) = {
            std::chrono::microseconds{rows[i].at<std::int64_t>(1)},
            std::chrono::microseconds{rows[i].at<std::int64_t>(2)}};
    }
    co_return outcomes;
}

async::task<std::optional<window_facts>> pipeline_repository::facts(async::deadline until,
                                                                    base::window_id id) {
    const auto rows = co_await pool_.run(lane::read, until, sql::window_facts, params{id});
    co_return rows.first<window_facts>();
}

async::task<std::vector<claimed_notice>>
pipeline_repository::claim(async::deadline until, base::window_id id, std::int32_t version,
                           std::int64_t first, std::int64_t last) {
    const auto rows =
        co_await pool_.run(lane::work, until, sql::claim_chunk, params{id, version, first, last});
    std::vector<claimed_notice> claimed;
    for (int i = 0; i < rows.size(); ++i)
        claimed.push_back({rows[i].at<base::notification_id>(0), rows[i].at<base::user_id>(1),
                           kind_of(rows[i].at<std::string>(2)),
                           rows[i].at<std::string>(3) == "es" ? base::language::spanish
                                                              : base::language::english});
    co_return claimed;
}

async::task<std::int32_t> pipeline_repository::mark_published(async::deadline until,
                                                              base::window_id id,
                                                              std::vector<std::int64_t> notices) {
    const auto rows =
        co_await pool_.run(lane::work, until, sql::mark_published, params{id, notices});
    co_return rows.value<std::int32_t>();
}

async::task<std::vector<delivered_notice>>
pipeline_repository::deliver(async::deadline until, std::vector<brought_notice> brought) {
    const auto rows = co_await pool_.run(lane::desk, until, sql::deliver, delivery_params(brought));
    co_return rows.all<delivered_notice>();
}

async::task<std::vector<open_window>> pipeline_repository::open_windows(async::deadline until) {
    co_return (co_await pool_.run(lane::work, until, sql::open_windows)).all<open_window>();
}

async::task<std::int32_t>
pipeline_repository::republish_late(async::deadline until, base::window_id id, std::int32_t slice) {
    const auto rows = co_await pool_.run(lane::work, until, sql::republish_late, params{id, slice});
    co_return rows.value<std::int32_t>();
}

async::task<std::int32_t> pipeline_repository::end_notices(async::deadline until,
                                                           base::window_id id, std::int32_t slice) {
    const auto rows = co_await pool_.run(lane::work, until, sql::end_notices, params{id, slice});
    co_return rows.value<std::int32_t>();
}

async::task<std::int32_t> pipeline_repository::tell_restock_watchers(async::deadline until,
                                                                     base::window_id id,
                                                                     std::int32_t slice) {
    const auto rows =
        co_await pool_.run(lane::work, until, sql::tell_restock_watchers, params{id, slice});
    co_return rows.value<std::int32_t>();
}

async::task<std::int32_t> pipeline_repository::ring_missed_watchers(async::deadline until) {
    co_return (co_await pool_.run(lane::work, until, sql::ring_missed_watchers))
        .value<std::int32_t>();
}

} // namespace notifications

#include "postgres/session.hpp"

#include "base/errors.hpp"
#include "postgres/errors.hpp"

#include <vector>

#include <boost/asio/post.hpp>
#include <libpq-fe.h>

namespace postgres {
namespace asio = boost::asio;

namespace {

std::exception_ptr failure_of(std::string_view step, const pg_result* raw) {
    const auto field = [&](int code) {
        const char* text = PQresultErrorField(raw, code);
        return text ? std::string{text} : std::string{};
    };
    auto message = field(PG_DIAG_MESSAGE_PRIMARY);
    if (message.empty())
        message = PQresultErrorMessage(raw);
    if (const auto where = field(PG_DIAG_CONTEXT); !where.empty())
        message += " (" + where + ")";
    return to_exception(step, field(PG_DIAG_SQLSTATE), field(PG_DIAG_CONSTRAINT_NAME), message);
}

/// Closes the session unless what was begun came to its end.
class closing {
public:
    explicit closing(session& owner)
        : owner_{&owner} {}
    ~closing() {
        if (owner_)
            owner_->close();
    }
    closing(const closing&) = delete;
    void ended() { owner_ = nullptr; }

private:
    session* owner_;
};

/// After so many bytes a COPY lets others run.
constexpr std::size_t copy_pause_bytes = 64 * 1024;

void ignore_notice(void*, const pg_result*) {}

} // namespace

session::session(config where, std::string purpose, std::chrono::milliseconds statement_timeout)
    : where_{std::move(where)}
    , purpose_{std::move(purpose)}
    , statement_timeout_{statement_timeout} {}

async::task<> session::open(async::deadline until) {
    close();
    auto raw = co_await connect(where_, purpose_, statement_timeout_, until);
    PQsetNoticeReceiver(raw.get(), ignore_notice, nullptr);
    socket_.emplace(co_await asio::this_coro::executor);
    raw_ = std::move(raw);
    socket_->borrow(raw_.get());
}

void session::close() {
    socket_.reset();
    raw_.reset();
}

void session::expect(int sent) {
    if (sent != 1)
        throw base::outage{part_name, error_message(raw())};
}

/// While the server cannot take more it may be waiting for us to read.
async::task<> session::flush() {
    for (;;) {
        const int left = PQflush(raw());
        if (left < 0)
            throw base::outage{part_name, error_message(raw())};
        if (left == 0)
            co_return;
        co_await socket_->writable();
        if (!consume_input(raw()))
            throw base::outage{part_name, error_message(raw())};
    }
}

async::task<pg_result*> session::next_result() {
    while (PQisBusy(raw())) {
        co_await socket_->readable();
        if (!consume_input(raw()))
            throw base::outage{part_name, error_message(raw())};
    }
    co_return PQgetResult(raw());
}

async::task<result> session::finish(std::string step) {
    std::exception_ptr failure;
    result last;
    while (auto* one = co_await next_result()) {
        const auto status = PQresultStatus(one);
        if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH) {
            PQclear(one);
            throw std::logic_error{step + ": COPY without its function"};
        }
        if (status == PGRES_FATAL_ERROR && !failure)
            failure = failure_of(step, one);
        last = result{one};
    }
    if (failure)
        std::rethrow_exception(failure);
    co_return last;
}

async::task<result> session::send_and_finish(std::string sql, const params& with) {
    std::vector<const char*> values;
    std::vector<int> lengths;
    const std::vector<int> formats(with.size(), 1);
    for (std::size_t i = 0; i < with.size(); ++i) {
        const auto value = with.at(i);
        values.push_back(value ? value->data() : nullptr);
        lengths.push_back(value ? static_cast<int>(value->size()) : 0);
    }
    expect(PQsendQueryParams(raw(), sql.c_str(), static_cast<int>(with.size()), nullptr,
                             values.data(), lengths.data(), formats.data(), 1));
    co_await flush();
    co_return co_await finish(purpose_);
}

async::task<result> session::run(async::deadline until, std::string sql, params with) {
    if (!is_open())
        throw base::outage{part_name, "not connected"};
    closing unless_ended{*this};
    try {
        auto rows =
            co_await async::with_deadline(until, purpose_, send_and_finish(std::move(sql), with));
        unless_ended.ended();
        co_return rows;
    } catch (const query_error&) {
        unless_ended.ended();
        throw;
    }
}

async::task<> session::run_script(async::deadline until, std::string sql) {
    if (!is_open())
        throw base::outage{part_name, "not connected"};
    closing unless_ended{*this};
    try {
        expect(PQsendQuery(raw(), sql.c_str()));
        const auto all = [](session& me) -> async::task<result> {
            co_await me.flush();
            co_return co_await me.finish(me.purpose_);
        };
        co_await async::with_deadline(until, purpose_, all(*this));
        unless_ended.ended();
    } catch (const query_error&) {
        unless_ended.ended();
        throw;
    }
}

async::task<std::int64_t> session::copy_pieces(std::string sql,
                                               std::function<std::string_view()> source) {
    expect(PQsendQuery(raw(), sql.c_str()));
    co_await flush();
    auto* answer = co_await next_result();
    const bool ready = PQresultStatus(answer) == PGRES_COPY_IN;
    const auto failure = ready ? nullptr : failure_of(purpose_, answer);
    PQclear(answer);
    if (failure)
        std::rethrow_exception(failure);

    std::size_t since_pause = 0;
    for (auto piece = source(); !piece.empty(); piece = source()) {
        while (PQputCopyData(raw(), piece.data(), static_cast<int>(piece.size())) == 0)
            co_await flush();
        since_pause += piece.size();
        if (since_pause < copy_pause_bytes)
            continue;
        since_pause = 0;
        co_await flush();
        co_await asio::post(
            asio::use_awaitable); // a fast server would never let the loop see a deadline
    }
    while (PQputCopyEnd(raw(), nullptr) == 0)
        co_await flush();
    co_await flush();
    co_return (co_await finish(purpose_)).affected();
}

async::task<std::int64_t> session::copy_in(async::deadline until, std::string sql,
                                           std::function<std::string_view()> source) {
    if (!is_open())
        throw base::outage{part_name, "not connected"};
    closing unless_ended{*this};
    const auto rows = co_await async::with_deadline(until, purpose_,
                                                    copy_pieces(std::move(sql), std::move(source)));
    unless_ended.ended();
    co_return rows;
}

async::task<session::notification> session::next_notification() {
    if (!is_open())
        throw base::outage{part_name, "not connected"};
    closing unless_ended{*this};
    for (;;) {
        if (auto* raw_note = PQnotifies(raw())) {
            notification note{raw_note->relname, raw_note->extra};
            PQfreemem(raw_note);
            unless_ended.ended();
            co_return note;
        }
        co_await socket_->readable();
        if (!consume_input(raw()))
            throw base::outage{part_name, error_message(raw())};
    }
}

} // namespace postgres

#include "postgres/connection.hpp"

#include "base/errors.hpp"
#include "postgres/errors.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <libpq-fe.h>

namespace postgres {
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

/// How much longer than statement_timeout an answer may take before the server counts as gone.
constexpr auto answer_grace = 3s;

std::string_view field_of(const pg_result* raw, int field) {
    const char* text = PQresultErrorField(raw, field);
    return text ? text : std::string_view{};
}

std::exception_ptr exception_of(std::string_view statement, const pg_result* raw) {
    auto message = field_of(raw, PG_DIAG_MESSAGE_PRIMARY);
    if (message.empty())
        message = PQresultErrorMessage(raw);
    return to_exception(statement, field_of(raw, PG_DIAG_SQLSTATE),
                        field_of(raw, PG_DIAG_CONSTRAINT_NAME), message);
}

} // namespace

connection::connection(asio::any_io_executor executor, connection_handle raw, std::string lane,
                       std::chrono::milliseconds statement_timeout, base::logger log,
                       base::metrics& metrics)
    : executor_{std::move(executor)}
    , raw_{std::move(raw)}
    , socket_{executor_}
    , lane_{std::move(lane)}
    , statement_timeout_{statement_timeout}
    , log_{std::move(log)}
    , metrics_{metrics}
    , watchdog_{executor_} {
    PQsetNoticeReceiver(raw_.get(), on_notice, this);
    MARKETPLACE_ASSERT(PQenterPipelineMode(raw_.get()) == 1);
}

connection::~connection() {
    socket_.give_back();
}

void connection::start(std::function<void()> on_idle) {
    on_idle_ = std::move(on_idle);
    socket_.borrow(raw_.get());
    wait_readable();
}

bool connection::in_transaction() const {
    return open() && PQtransactionStatus(raw_.get()) != PQTRANS_IDLE;
}

connection::prepared& connection::entry_of(const statement& what) {
    const auto found = prepared_.find(what.name);
    if (found != prepared_.end()) {
        auto& entry = found->second;
        if (entry.text_at != what.text.data() && entry.text != what.text) {
            throw std::logic_error{fmt::format("two statements are called {}", what.name)};
        }
        entry.text_at = what.text.data();
        return entry;
    }
    const std::string name{what.name};
    auto seconds = metrics_.make_duration_seconds("marketplace_postgres_query_seconds",
                                                  "From sending a statement to its Sync.",
                                                  {{"statement", name}});
    prepared entry{name, name, std::string{what.text}, what.text.data(), 0, false, seconds};
    return prepared_.emplace(name, std::move(entry)).first->second;
}

connection::operation_ptr connection::send(const statement& what, const params& with,
                                           async::deadline until, bool begin) {
    if (!open())
        throw base::outage{part_name, "connection lost"};
    if (until.expired())
        throw base::deadline_exceeded{std::string{what.name}};
    auto& entry = entry_of(what);
    auto op = std::make_shared<operation>();
    op->until = until;
    op->begins = begin;
    op->prepares = !entry.known;
    queue_execution(*op, entry, with);
    entry.known = true;
    return enqueue(std::move(op), &entry);
}

void connection::queue_execution(const operation& op, const prepared& entry, const params& with) {
    values_.clear();
    lengths_.clear();
    for (std::size_t i = 0; i < with.size(); ++i) {
        const auto value = with.at(i);
        values_.push_back(value ? value->data() : nullptr);
        lengths_.push_back(value ? static_cast<int>(value->size()) : 0);
    }
    formats_.resize(std::max(formats_.size(), with.size()), 1);

    auto* raw = raw_.get();
    if (op.begins && !PQsendQueryParams(raw, "BEGIN", 0, nullptr, nullptr, nullptr, nullptr, 1)) {
        return lose(error_message(raw));
    }
    if (op.prepares &&
        !PQsendPrepare(raw, entry.server_name.c_str(), entry.text.c_str(), 0, nullptr)) {
        return lose(error_message(raw));
    }
    if (!PQsendQueryPrepared(raw, entry.server_name.c_str(), static_cast<int>(with.size()),
                             values_.data(), lengths_.data(), formats_.data(), 1)) {
        lose(error_message(raw));
    }
}

connection::operation_ptr connection::send(const char* command, async::deadline until) {
    if (!open())
        throw base::outage{part_name, "connection lost"};
    auto op = std::make_shared<operation>();
    op->until = until;
    if (!PQsendQueryParams(raw_.get(), command, 0, nullptr, nullptr, nullptr, nullptr, 1)) {
        lose(error_message(raw_.get()));
    }
    return enqueue(std::move(op), nullptr);
}

connection::operation_ptr connection::enqueue(operation_ptr op, prepared* entry) {
    if (open() && !PQpipelineSync(raw_.get()))
        lose(error_message(raw_.get()));
    if (!open())
        throw base::outage{part_name, "connection lost"};
    op->sent_at = operation::clock::now();
    if (queue_.empty())
        busy_since_ = op->sent_at;
    queue_.push_back({op, entry, entry ? std::string_view{entry->name} : "transaction"});
    watch(op->until.at());
    if (statement_timeout_ > 0ms)
        watch(busy_since_ + statement_timeout_ + answer_grace);
    finish_send();
    return op;
}

/// PQpipelineSync has pushed what the socket took. While it pushes, libpq may also read (so that
/// both sides never wait for each other): results that came in that way raise no event, and are
/// looked for here.
void connection::finish_send() {
    const int left = PQflush(raw_.get());
    if (left < 0)
        return lose(error_message(raw_.get()));
    if (left > 0)
        wait_writable();
    if (!processing_posted_ && !PQisBusy(raw_.get())) {
        processing_posted_ = true;
        asio::post(executor_, [self = shared_from_this()] {
            self->processing_posted_ = false;
            if (self->open())
                self->process();
        });
    }
}

void connection::wait_readable() {
    auto& descriptor = socket_.descriptor();
    descriptor.async_wait(descriptor.wait_read,
                          [self = shared_from_this()](const boost::system::error_code& failed) {
                              if (!failed && self->open())
                                  self->on_readable();
                          });
}

void connection::wait_writable() {
    if (std::exchange(writing_, true))
        return;
    auto& descriptor = socket_.descriptor();
    descriptor.async_wait(descriptor.wait_write,
                          [self = shared_from_this()](const boost::system::error_code& failed) {
                              self->writing_ = false;
                              if (!failed && self->open())
                                  self->on_writable();
                          });
}

void connection::on_readable() {
    if (!consume_input(raw_.get()))
        return lose(error_message(raw_.get()));
    process();
    if (open())
        wait_readable();
}

/// Also reads: a server that cannot send its results takes no more commands.
void connection::on_writable() {
    if (!consume_input(raw_.get()))
        return lose(error_message(raw_.get()));
    process();
    if (!open())
        return;
    const int left = PQflush(raw_.get());
    if (left < 0)
        return lose(error_message(raw_.get()));
    if (left > 0)
        wait_writable();
    process();
}

void connection::process() {
    const bool was_busy = !queue_.empty();
    int ends = 0;
    // PQisBusy also parses what came without being asked for: notices, and the server's farewell.
    while (open() && !PQisBusy(raw_.get()) && !queue_.empty()) {
        auto* raw = PQgetResult(raw_.get());
        if (raw == nullptr) {
            if (++ends > 1)
                break; // libpq has nothing for what we wait for: the rest has yet to come
            ++queue_.front().op->position;
            continue;
        }
        ends = 0;
        take(raw);
    }
    if (was_busy && open() && queue_.empty() && on_idle_)
        on_idle_();
}

void connection::take(pg_result* raw) {
    auto& op = *queue_.front().op;
    switch (PQresultStatus(raw)) {
    case PGRES_PIPELINE_SYNC:
        PQclear(raw);
        return finish_front();
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_EMPTY_QUERY:
        op.value = result{raw};
        return;
    case PGRES_PIPELINE_ABORTED: // a command behind one that failed
        return PQclear(raw);
    case PGRES_COPY_IN:
    case PGRES_COPY_OUT:
    case PGRES_COPY_BOTH:
        PQclear(raw);
        op.failure = std::make_exception_ptr(
            std::logic_error{fmt::format("{}: COPY in a pipeline", queue_.front().name)});
        return lose("COPY in a pipeline");
    default:
        note_failure(op, raw);
        PQclear(raw);
    }
}

void connection::note_failure(operation& op, const pg_result* raw) {
    if (op.failure)
        return;
    op.failure = exception_of(queue_.front().name, raw);
    op.failed_at = op.position;
    auto* entry = queue_.front().entry;
    if (entry == nullptr)
        return;
    const int parse = op.begins ? 1 : 0;
    const auto sqlstate = field_of(raw, PG_DIAG_SQLSTATE);
    if (op.prepares && op.failed_at <= parse)
        entry->known = false;
    if (sqlstate == "26000")
        entry->known = false; // its Parse, in the operation before, failed
    if (sqlstate == "0A000" && op.failed_at > (op.prepares ? parse : parse - 1)) {
        // "cached plan must not change result type": a migration came by. Prepared anew, under
        // another name.
        entry->known = false;
        entry->server_name = fmt::format("{}~{}", entry->name, ++entry->generation);
    }
}

void connection::finish_front() {
    auto ended = std::move(queue_.front());
    queue_.pop_front();
    busy_since_ = operation::clock::now();
    if (ended.entry) {
        ended.entry->seconds.observe(
            std::chrono::duration<double>(busy_since_ - ended.op->sent_at).count());
    }
    ended.op->finished = true;
    wake(*ended.op, executor_);
}

void connection::wake(operation& op, const asio::any_io_executor& executor) {
    if (!op.waiter)
        return;
    auto waiter = std::exchange(op.waiter, nullptr);
    // Posted, so that a caller never runs inside the loop that reads its neighbours' results.
    asio::post(executor, std::move(waiter));
}

async::task<result> connection::wait(operation_ptr what, std::string_view step) {
    if (!what->finished) {
        co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(
            [this, &what](auto handler) {
                if (auto slot = asio::get_associated_cancellation_slot(handler);
                    slot.is_connected()) {
                    slot.assign(
                        [op = std::weak_ptr{what}, executor = executor_](asio::cancellation_type) {
                            if (const auto left = op.lock())
                                wake(*left, executor);
                        });
                }
                what->waiter = [resume = std::move(handler)]() mutable { std::move(resume)(); };
            },
            asio::use_awaitable);
    }
    if (what->finished) {
        if (what->failure)
            std::rethrow_exception(what->failure);
        co_return std::move(what->value);
    }
    if (what->expired)
        throw base::deadline_exceeded{std::string{step}};
    throw boost::system::system_error{asio::error::operation_aborted};
}

/// One timer a connection: it goes off at the earliest deadline that it was told of and then looks
/// for the next.
void connection::watch(operation::clock::time_point until) {
    if (until >= watched_until_)
        return;
    watched_until_ = until;
    watchdog_.expires_at(until);
    watchdog_.async_wait([self = shared_from_this()](const boost::system::error_code& cancelled) {
        if (!cancelled && self->open())
            self->on_watch();
    });
}

void connection::on_watch() {
    watched_until_ = operation::clock::time_point::max();
    const auto now = operation::clock::now();
    if (queue_.empty())
        return;
    auto next = operation::clock::time_point::max();
    if (statement_timeout_ > 0ms) {
        next = busy_since_ + statement_timeout_ + answer_grace;
        if (next <= now)
            return lose("no answer");
    }
    for (auto& [op, entry, name] : queue_) {
        if (!op->waiter)
            continue;
        if (op->until.at() <= now) {
            op->expired = true;
            wake(*op, executor_);
        } else {
            next = std::min(next, op->until.at());
        }
    }
    watch(next);
}

void connection::lose(const std::string& why) {
    if (!open())
        return;
    log_.warning("postgresql connection lost",
                 {{"lane", lane_}, {"why", why}, {"pending", queue_.size()}});
    close(why);
}

void connection::close(const std::string& why) {
    if (!open())
        return;
    const auto failure = told_ ? told_ : std::make_exception_ptr(base::outage{part_name, why});
    socket_.give_back();
    watchdog_.cancel();
    raw_.reset();
    for (auto& [op, entry, name] : std::exchange(queue_, {})) {
        // Without its Sync no success counts, but the first failure is the reason.
        if (!op->failure)
            op->failure = failure;
        op->finished = true;
        wake(*op, executor_);
    }
    if (on_idle_)
        on_idle_();
}

void connection::on_notice(void* self, const pg_result* notice) {
    auto& me = *static_cast<connection*>(self);
    const auto severity = field_of(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
    const auto message = field_of(notice, PG_DIAG_MESSAGE_PRIMARY);
    // An error without a statement: the server ends the session (a shutdown, an idle transaction).
    if (severity == "FATAL" || severity == "PANIC" || severity == "ERROR") {
        me.told_ = exception_of("transaction", notice);
        me.log_.warning("postgresql ends the session", {{"lane", me.lane_}, {"why", message}});
    } else {
        me.log_.debug("postgresql notice", {{"lane", me.lane_}, {"text", message}});
    }
}

} // namespace postgres

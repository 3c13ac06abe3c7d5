#include "postgres/pool.hpp"

#include "base/errors.hpp"
#include "postgres/lanes.hpp"
#include "postgres/session.hpp"

#include <array>

#include <boost/asio/dispatch.hpp>

namespace postgres {
namespace asio = boost::asio;

class pool::impl {
public:
    impl(asio::any_io_executor executor, config where, base::logger log, base::metrics& metrics)
        : opener_{std::make_shared<opener>(std::move(executor), where, std::move(log), metrics)}
        , desk_{std::make_shared<exclusive_lane>(lane::desk, where.desk, opener_)}
        , read_{std::make_shared<shared_lane>(lane::read, where.read, opener_)}
        , work_{std::make_shared<exclusive_lane>(lane::work, where.work, opener_)} {}

    ~impl() { stop(); }

    const config& where() const { return opener_->where(); }
    shared_lane& read() { return *read_; }

    exclusive_lane& exclusive(lane in) {
        MARKETPLACE_ASSERT(in != lane::read);
        return in == lane::desk ? *desk_ : *work_;
    }

    void stop() {
        opener_->close();
        desk_->close_idle();
        read_->close_idle();
        work_->close_idle();
    }

    async::task<> close() {
        stop();
        while (!desk_->idle())
            co_await desk_->changed().wait();
        while (!work_->idle())
            co_await work_->changed().wait();
        while (!read_->idle())
            co_await read_->changed().wait();
        read_->close_idle();
    }

private:
    std::shared_ptr<opener> opener_;
    std::shared_ptr<exclusive_lane> desk_;
    std::shared_ptr<shared_lane> read_;
    std::shared_ptr<exclusive_lane> work_;
};

/// A lease that is a transaction from its first statement on.
class pool::lease final : public transaction {
public:
    lease(exclusive_lane::lease held, async::deadline until)
        : held_{std::move(held)}
        , until_{until} {}

    async::task<result> run(statement what, params with) override {
        if (failed_)
            throw std::logic_error{"a statement after the transaction's failure"};
        const bool first = !std::exchange(begun_, true);
        held_.needs_rollback(true);
        failed_ = true; // until it has gone well: a cancelled caller does not come back
        auto rows = co_await held_->wait(held_->send(what, with, until_, first), what.name);
        failed_ = false;
        co_return rows;
    }

    async::task<> commit() {
        if (!begun_)
            co_return;
        if (failed_)
            throw std::logic_error{"the end of a transaction whose failure was passed over"};
        failed_ = true;
        if (until_.expired())
            throw base::deadline_exceeded{"commit"}; // rolled back: known to have had no effect
        co_await held_->wait(held_->send("COMMIT", until_), "commit");
        held_.needs_rollback(false);
    }

    bool failed() const { return failed_; }

private:
    exclusive_lane::lease held_;
    async::deadline until_;
    bool begun_ = false;
    bool failed_ = false;
};

pool::pool(asio::any_io_executor executor, config config, base::logger log, base::metrics& metrics)
    : impl_{std::make_shared<impl>(std::move(executor), std::move(config), std::move(log),
                                   metrics)} {}

pool::~pool() = default;

async::task<result> pool::run(lane in, async::deadline until, statement what, params with) {
    const auto alive = impl_;
    if (in == lane::read)
        co_return co_await alive->read().run(until, what, with);
    co_return co_await alive->exclusive(in).run(until, what, with);
}

async::task<std::int64_t> pool::copy_in(async::deadline until, std::string copy_sql,
                                        copy_source source) {
    const auto alive = impl_;
    session own{alive->where(), "copy"};
    co_await own.open(until);
    co_return co_await own.copy_in(until, copy_sql, source);
}

async::task<> pool::close() {
    const auto alive = impl_;
    co_await alive->close();
}

async::task<std::shared_ptr<pool::lease>> pool::begin(lane in, async::deadline until) {
    const auto alive = impl_;
    co_return std::make_shared<lease>(co_await alive->exclusive(in).acquire(until), until);
}

transaction& pool::of(lease& held) {
    return held;
}

bool pool::failed(const lease& held) {
    return held.failed();
}

async::task<> pool::commit(lease& held) {
    return held.commit();
}

} // namespace postgres

#pragma once

#include "async/backoff.hpp"
#include "async/event.hpp"
#include "async/semaphore.hpp"
#include "base/errors.hpp"
#include "postgres/config.hpp"
#include "postgres/connection.hpp"

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/cancellation_signal.hpp>

namespace postgres {

/// Opens the connections of one pool and remembers whether the server can be reached: after a
/// failure all who need a connection are refused at once, but one after each pause, who tries.
class opener : public std::enable_shared_from_this<opener> {
public:
    using done = std::function<void(std::shared_ptr<connection>)>;

    opener(boost::asio::any_io_executor executor, config where, base::logger log,
           base::metrics& metrics);

    const boost::asio::any_io_executor& executor() const { return executor_; }
    const config& where() const { return where_; }

    /// Why no attempt may begin now, or nothing.
    std::optional<base::outage> refusal() const;

    /// Begins to connect; `then` gets the connection, or nothing. It must not outlive what it
    /// refers to: hold a weak pointer in it.
    void open(lane in, std::chrono::milliseconds statement_timeout, done then);

    /// Counts the callers that a lane's limit turned away.
    base::metrics::counter refused(lane in);

    /// Ends all attempts; refusal() from now on.
    void close();

private:
    struct attempt {
        boost::asio::cancellation_signal cancel;
    };

    void on_end(std::list<attempt>::iterator ended, std::exception_ptr failure);

    boost::asio::any_io_executor executor_;
    config where_;
    base::logger log_;
    base::metrics& metrics_;
    base::metrics::counter opened_;
    base::metrics::counter failed_;
    async::backoff backoff_;
    async::deadline::clock::time_point retry_at_;
    std::optional<base::outage> last_failure_; // nothing: the server was there when last tried
    std::list<attempt> attempts_;
    bool closed_ = false;
};

/// Connections that one caller has to itself.
class exclusive_lane : public std::enable_shared_from_this<exclusive_lane> {
public:
    exclusive_lane(lane name, lane_config config, std::shared_ptr<opener> opener);
    ~exclusive_lane();

    /// A connection in one caller's hands. Its end gives the connection back: at once when it is
    /// clean, else after what still runs on it and a ROLLBACK.
    class lease {
    public:
        lease(std::shared_ptr<exclusive_lane> owner, async::semaphore::permit permit,
              std::shared_ptr<connection> held)
            : owner_{std::move(owner)}
            , permit_{std::move(permit)}
            , held_{std::move(held)} {}
        ~lease();
        lease(lease&&) = default;
        lease& operator=(lease&&) = delete;

        connection& operator*() const { return *held_; }
        connection* operator->() const { return held_.get(); }
        /// The connection is inside a transaction, although its answer may not be here yet.
        void needs_rollback(bool it_does) { needs_rollback_ = it_does; }

    private:
        std::shared_ptr<exclusive_lane> owner_;
        async::semaphore::permit permit_;
        std::shared_ptr<connection> held_;
        bool needs_rollback_ = false;
    };

    async::task<lease> acquire(async::deadline until);
    async::task<result> run(async::deadline until, const statement& what, const params& with);

    void close_idle();
    bool idle() const { return taken_ == 0; }
    async::event& changed() { return changed_; }

private:
    struct drained {
        std::shared_ptr<connection> held;
        async::semaphore::permit permit;
    };

    void give_back(std::shared_ptr<connection> held, async::semaphore::permit permit,
                   bool roll_back);
    void on_idle(connection* which);
    void on_opened(std::shared_ptr<connection> opened);

    std::shared_ptr<opener> opener_;
    lane name_;
    lane_config config_;
    async::semaphore gate_;
    base::metrics::counter refused_;
    async::event changed_;
    std::vector<std::shared_ptr<connection>>
        free_; // the last one used is used next: its caches are warm
    std::vector<drained> draining_;
    std::size_t opening_ = 0;
    std::size_t taken_ = 0; // by callers, or being drained
    bool closed_ = false;
};

/// Connections whose pipelines carry the statements of many callers.
class shared_lane : public std::enable_shared_from_this<shared_lane> {
public:
    shared_lane(lane name, lane_config config, std::shared_ptr<opener> opener);
    ~shared_lane();

    async::task<result> run(async::deadline until, const statement& what, const params& with);

    void close_idle();
    bool idle() const { return pending() == 0; }
    async::event& changed() { return changed_; }

private:
    /// One whose queue is the shortest; it opens another while all are busy and there may be more.
    async::task<std::shared_ptr<connection>> pick(async::deadline until);
    std::shared_ptr<connection> shortest() const;
    bool open_another();
    std::size_t pending() const;

    std::shared_ptr<opener> opener_;
    lane name_;
    lane_config config_;
    std::string limit_;
    base::metrics::counter refused_;
    async::event changed_;
    std::vector<std::shared_ptr<connection>> connections_;
    std::size_t opening_ = 0;
    std::size_t waiting_ = 0;
    bool closed_ = false;
};

} // namespace postgres

#pragma once

#include "async/deadline.hpp"
#include "async/task.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "postgres/connect.hpp"
#include "postgres/result.hpp"
#include "postgres/statement.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

struct pg_result;

namespace postgres {

/// One logical operation in a pipeline: a few commands and the Sync that ends them. It belongs to
/// the connection until that Sync has come back, whether or not someone still waits for it.
struct operation {
    using clock = async::deadline::clock;

    async::deadline until = async::deadline::never();
    clock::time_point sent_at;
    bool begins = false;   ///< the first command is BEGIN
    bool prepares = false; ///< the command before the last one is Parse
    int position = 0;      ///< the command whose results come now
    int failed_at = -1;    ///< the command that failed
    result value;          ///< of the last command; counts only when `finished`
    std::exception_ptr failure;
    bool finished = false;                  ///< its Sync is back, or the connection is lost
    bool expired = false;                   ///< its deadline passed while someone waited
    std::move_only_function<void()> waiter; ///< resumes the one who waits
};

/// A libpq connection in pipeline mode. One Sync an operation: neighbours neither see nor undo each
/// other, and a result counts only after its own Sync. All calls on the executor's thread; owned by
/// std::shared_ptr.
class connection final : public std::enable_shared_from_this<connection> {
public:
    using operation_ptr = std::shared_ptr<operation>;

    connection(boost::asio::any_io_executor executor, connection_handle raw, std::string lane,
               std::chrono::milliseconds statement_timeout, base::logger log,
               base::metrics& metrics);
    ~connection();
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    /// Begins to read. `on_idle` is called when the last pending operation has ended, and after a
    /// loss.
    void start(std::function<void()> on_idle);

    /// Queues `what`, prepared in the same trip when this connection does not know it yet, with
    /// BEGIN in front when `begin`. Throws base::outage when the connection is lost.
    operation_ptr send(const statement& what, const params& with, async::deadline until,
                       bool begin = false);

    /// Queues COMMIT or ROLLBACK.
    operation_ptr send(const char* command, async::deadline until);

    /// Until `what` has its Sync: its value, or the exception for its failure. Leaves at the
    /// deadline (base::deadline_exceeded{step}) and when the caller is cancelled; the operation is
    /// drained all the same.
    async::task<result> wait(operation_ptr what, std::string_view step);

    bool open() const { return raw_ != nullptr; }
    std::size_t pending() const { return queue_.size(); }
    /// Meaningful while nothing is pending.
    bool in_transaction() const;

    /// Ends pending operations with base::outage.
    void close(const std::string& why);

private:
    struct prepared {
        std::string name;
        std::string server_name; ///< `name`, with a number once it had to be prepared anew
        std::string text;
        const char* text_at; ///< where the text stood when it was last compared
        int generation = 0;
        bool known = false;
        base::metrics::histogram seconds;
    };

    prepared& entry_of(const statement& what);
    void queue_execution(const operation& op, const prepared& entry, const params& with);
    operation_ptr enqueue(operation_ptr op, prepared* entry);
    void finish_send();
    void wait_readable();
    void wait_writable();
    void on_readable();
    void on_writable();
    void process();
    void take(pg_result* raw);
    void note_failure(operation& op, const pg_result* raw);
    void finish_front();
    static void wake(operation& op, const boost::asio::any_io_executor& executor);
    void watch(operation::clock::time_point until);
    void on_watch();
    void lose(const std::string& why);
    static void on_notice(void* self, const pg_result* notice);

    struct name_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view name) const {
            return std::hash<std::string_view>{}(name);
        }
    };

    struct pending_operation {
        operation_ptr op;
        prepared* entry; // nothing for plain commands
        std::string_view name;
    };

    boost::asio::any_io_executor executor_;
    connection_handle raw_;
    borrowed_socket socket_;
    std::string lane_;
    std::chrono::milliseconds statement_timeout_;
    base::logger log_;
    base::metrics& metrics_;
    std::function<void()> on_idle_;

    std::deque<pending_operation> queue_;
    std::unordered_map<std::string, prepared, name_hash, std::equal_to<>> prepared_;
    std::vector<const char*> values_; // reused from call to call
    std::vector<int> lengths_;
    std::vector<int> formats_;
    bool writing_ = false;
    bool processing_posted_ = false;

    boost::asio::steady_timer watchdog_;
    operation::clock::time_point watched_until_ = operation::clock::time_point::max();
    operation::clock::time_point busy_since_; // when the front operation became the front
    std::exception_ptr told_;                 // why the server says that it ends this session
};

} // namespace postgres

#include "accounts/password.hpp"
#include "app/seed/seed.hpp"
#include "app/sql.hpp"

#include <algorithm>

namespace app {

namespace {

using namespace std::chrono_literals;

constexpr auto seed_timeout = 30min;
constexpr std::size_t piece_bytes = 256 * 1024;
// From here on it pays to build the index on locations anew: it takes a third of the time of
// filling it row by row.
constexpr std::int64_t rebuild_index_from = 50'000;

constexpr const char* copy_users = "copy users (username, password_hash, user_type, "
                                   "segment_source, location, time_zone) from stdin";

// Makes the text of the COPY piece by piece.
class row_source {
public:
    row_source(scatter from, std::string password_hash, std::int64_t first, std::int64_t count)
        : from_{std::move(from)}
        , password_hash_{std::move(password_hash)}
        , next_{first}
        , end_{first + count} {}

    std::string_view operator()() {
        piece_.clear();
        while (next_ < end_ && piece_.size() < piece_bytes) {
            append_copy_row(piece_, next_++, password_hash_, from_.next());
        }
        return piece_;
    }

private:
    scatter from_;
    std::string password_hash_;
    std::int64_t next_;
    std::int64_t end_;
    std::string piece_;
};

} // namespace

async::task<> copy_shoppers(postgres::pool& owner, const std::vector<place>& places,
                            const place& home, std::int64_t count, scatter::options how) {
    const auto until = async::deadline::after(seed_timeout);
    const auto work = postgres::lane::work;
    const auto last = co_await owner.run(work, until, sql::seed_last_user_id);
    const auto rows = std::make_shared<row_source>(scatter{places, home, how},
                                                   accounts::hash_password(demo_password),
                                                   last[0].at<std::int64_t>(0) + 1, count);
    const bool rebuild = count >= rebuild_index_from;
    if (rebuild)
        co_await owner.run(work, until, sql::seed_drop_location_index);
    std::exception_ptr failed;
    try {
        co_await owner.copy_in(until, copy_users, [rows] { return (*rows)(); });
    } catch (...) {
        failed = std::current_exception();
    }
    // Also after a failure: without it matching would scan all users.
    if (rebuild)
        co_await owner.run(work, until, sql::seed_create_location_index);
    if (failed)
        std::rethrow_exception(failed);
    co_await owner.run(work, until, sql::seed_analyze_users);
}

} // namespace app

#pragma once

#include "app/demo/api_client.hpp"
#include "app/demo/demo.hpp"
#include "app/demo/tally.hpp"
#include "app/demo/throwaway_stack.hpp"
#include "base/clock.hpp"
#include "base/strong_id.hpp"
#include "postgres/pool.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace app {

/// The acts of the demo, in order. Everything that a person does goes through the API; the database
/// is asked only for what is counted.
class story {
public:
    /// `stack` has started.
    story(boost::asio::any_io_executor executor, const throwaway_stack& stack,
          postgres::pool& owner);

    async::task<> publish();
    async::task<> open();
    async::task<> race();
    async::task<> decide();
    async::task<> resell();
    async::task<> recount();

    /// After the last act. Prints what was counted; true when all of it adds up.
    bool print_tally() const { return tally_.print(); }

    void close() { api_.close(); }

private:
    /// A unit in a shopper's hands.
    struct hold {
        base::user_id user;
        std::int64_t reservation = 0;
    };
    struct outcome {
        base::user_id user;
        api_answer answer;
    };

    async::task<> create_promo(std::string merchant);
    async::task<outcome> reserve(base::user_id user);
    using one_of_many = std::function<async::task<>(base::user_id)>;
    async::task<> for_all_at_once(std::vector<base::user_id> users, one_of_many one);
    async::task<std::vector<outcome>> reserve_at_once(std::vector<base::user_id> users);
    async::task<> complete(std::vector<hold> holds);
    /// Nothing when the unit does not come in time.
    async::task<std::optional<hold>> reserve_until_granted(base::user_id user);
    async::task<postgres::result> ask(postgres::statement what, postgres::params with);
    std::vector<base::user_id> take_waiting(std::size_t count);

    boost::asio::any_io_executor executor_;
    postgres::pool& owner_;
    api_client api_;
    tally tally_;
    std::int64_t promo_ = 0;
    base::instant opens_;
    std::vector<hold> held_;
    std::vector<base::user_id> waiting_;
    std::int64_t completed_ = 0;
};

} // namespace app

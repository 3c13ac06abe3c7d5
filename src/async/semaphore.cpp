#include "async/semaphore.hpp"

namespace async {

semaphore::semaphore(boost::asio::any_io_executor executor, std::string name, std::size_t permits,
                     std::size_t waiting_max)
    : executor_{std::move(executor)}
    , name_{std::move(name)}
    , free_{permits}
    , waiting_max_{waiting_max} {}

task<semaphore::permit> semaphore::acquire(deadline until) {
    if (free_ > 0) {
        --free_;
        co_return permit{*this};
    }
    if (waiting_.size() >= waiting_max_)
        throw base::overload{name_};

    const auto me = waiting_.emplace(waiting_.end(), event{executor_});
    struct leave {
        semaphore& owner;
        std::list<waiter>::iterator me;
        ~leave() {
            // Granted, yet cancelled before it could run: the permit goes on to the next.
            const bool unused = me->has_permit;
            owner.waiting_.erase(me);
            if (unused)
                owner.give_back();
        }
    } at_exit{*this, me};

    while (!me->has_permit) {
        if (!co_await me->granted.wait_until(until) && !me->has_permit)
            throw base::deadline_exceeded{name_};
    }
    me->has_permit = false;
    co_return permit{*this};
}

void semaphore::give_back() {
    for (auto& next : waiting_) {
        if (next.has_permit)
            continue;
        next.has_permit = true;
        next.granted.notify_all();
        return;
    }
    ++free_;
}

} // namespace async

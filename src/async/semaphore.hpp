#pragma once

#include "async/deadline.hpp"
#include "async/event.hpp"
#include "async/task.hpp"

#include <cstddef>
#include <list>
#include <string>

namespace async {

/// Hands out a fixed number of permits in the order of asking. Not thread-safe: one thread uses it.
class semaphore {
public:
    class permit {
    public:
        permit() = default;
        explicit permit(semaphore& owner)
            : owner_{&owner} {}
        permit(permit&& other) noexcept
            : owner_{std::exchange(other.owner_, nullptr)} {}
        permit& operator=(permit&& other) noexcept {
            if (this != &other) {
                release();
                owner_ = std::exchange(other.owner_, nullptr);
            }
            return *this;
        }
        ~permit() { release(); }

        void release() {
            if (auto* owner = std::exchange(owner_, nullptr))
                owner->give_back();
        }

    private:
        semaphore* owner_ = nullptr;
    };

    /// `name` is what base::overload and base::deadline_exceeded will call this limit.
    semaphore(boost::asio::any_io_executor executor, std::string name, std::size_t permits,
              std::size_t waiting_max);

    /// Throws base::overload at once when `waiting_max` already wait, base::deadline_exceeded when
    /// none came free.
    task<permit> acquire(deadline until);

    std::size_t waiting() const { return waiting_.size(); }
    std::size_t free() const { return free_; }

private:
    struct waiter {
        event granted;
        bool has_permit = false;
    };

    void give_back();

    boost::asio::any_io_executor executor_;
    std::string name_;
    std::size_t free_;
    std::size_t waiting_max_;
    std::list<waiter> waiting_;
};

} // namespace async

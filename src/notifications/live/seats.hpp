#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

namespace notifications::live {

/// How many streams one process has open, over all its threads.
class seats {
public:
    explicit seats(std::size_t at_most)
        : at_most_{at_most} {}
    seats(const seats&) = delete;
    seats& operator=(const seats&) = delete;

    /// A place for one stream, as long as it is held; null when all are taken. Thread-safe.
    std::shared_ptr<void> take() {
        if (taken_.fetch_add(1) >= at_most_) {
            taken_.fetch_sub(1);
            return nullptr;
        }
        return {this, [](void* self) { static_cast<seats*>(self)->taken_.fetch_sub(1); }};
    }

    std::size_t taken() const { return taken_.load(); }

private:
    std::size_t at_most_;
    std::atomic<std::size_t> taken_ = 0;
};

} // namespace notifications::live

#pragma once

#include "notifications/live/frame.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace notifications::live {

/// What one stream has still to send. Of one window only the newest stock and the newest change
/// wait, so that a slow reader gets the present and not the past.
class backlog {
public:
    /// Frames that wait beyond this end the stream: its client reads too slowly.
    static constexpr std::size_t frames_max = 1'024;

    /// False when it is full.
    bool push(shared_frame next);

    bool empty() const { return waiting_.empty(); }
    std::size_t size() const { return waiting_.size(); }
    void clear() { waiting_ = {}; }

    /// The only one that waits, or null: it can be sent as it is.
    shared_frame take_single();
    /// The texts of the first ones, together about `bytes` at most (one at least), into `out`.
    void take_into(std::string& out, std::size_t bytes);

private:
    std::vector<shared_frame> waiting_;
};

} // namespace notifications::live

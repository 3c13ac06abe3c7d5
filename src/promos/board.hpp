#pragma once

#include "promos/board_snapshot.hpp"
#include "promos/types.hpp"

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

namespace promos {

/// The open and soon opening windows of one process, shared by its I/O threads: "what is live near
/// me" is answered from here, without a query. Readers take an immutable snapshot; whether a window
/// is open is decided by the reader's clock, so openings and closings need no rebuild and happen at
/// their exact instant.
///
/// What is fed in only moves forward: fields by (version, revision and updated_at as read with
/// them), counters by revision. So feeds may overlap, repeat and arrive in any order. All functions
/// may be called from any thread.
///
/// The board is a view, the reservation desk is the truth.
class board {
public:
    board();
    ~board();
    board(const board&) = delete;
    board& operator=(const board&) = delete;

    /// Lock-free for readers; valid as long as it is held.
    std::shared_ptr<const board_snapshot> snapshot() const {
        return snapshot_.load(std::memory_order_acquire);
    }

    /// Takes the counters of a committed change; false when they are known already, older, or of no
    /// window here. Visible at once, without a refresh.
    bool apply_counters(base::window_id window, std::int64_t revision, std::int32_t left);

    /// Takes what was read of a window; false when nothing of it is new. Visible after `refresh`.
    bool apply_window(board_window window);

    /// For a window that exists no more. Visible after `refresh`.
    void remove(base::window_id window);

    /// Forgets what closed before `now` and, when anything changed since the last time, builds the
    /// next snapshot (about 5 ms for 10,000 windows). True when it built one.
    bool refresh(base::instant now);

    /// Known windows, closed ones included until they are forgotten.
    std::size_t size() const;

private:
    /// What the next snapshot shows; nothing when the present one is still right.
    std::optional<std::vector<std::shared_ptr<const board_item>>> take_changes(base::instant now);

    std::atomic<std::shared_ptr<const board_snapshot>> snapshot_;
    std::mutex building_;
    mutable std::mutex mutex_; // of what stands below; never held while a snapshot is built
    std::unordered_map<base::window_id, std::shared_ptr<const board_item>> items_;
    bool changed_ = false;
};

} // namespace promos

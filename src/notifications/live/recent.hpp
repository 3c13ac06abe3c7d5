#pragma once

#include "notifications/live/frame.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

namespace notifications::live {

/// The frames of the last minute, for streams that were interrupted. Ids are the database's time,
/// so what another replica told is found here, too; clocks and messages of replicas differ by less
/// than `overlap`.
class recent_frames {
public:
    static constexpr std::chrono::seconds kept_for{60};
    static constexpr std::size_t kept_max = 4'096;
    static constexpr std::chrono::seconds overlap{5};

    /// From now on every frame is kept.
    void begin(base::instant now) { whole_since_ = now; }

    void keep(shared_frame next);

    /// What came after `after`, and a little before; nothing when not all of it is known any more.
    std::optional<std::vector<shared_frame>> since(base::instant after) const;

private:
    std::deque<shared_frame> kept_;
    std::optional<base::instant> whole_since_;
};

} // namespace notifications::live

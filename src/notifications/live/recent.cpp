#include "notifications/live/recent.hpp"

namespace notifications::live {

void recent_frames::keep(shared_frame next) {
    const auto oldest = next->at - kept_for;
    kept_.push_back(std::move(next));
    while (kept_.size() > kept_max || kept_.front()->at < oldest) {
        whole_since_ = kept_.front()->at + std::chrono::microseconds{1};
        kept_.pop_front();
    }
}

std::optional<std::vector<shared_frame>> recent_frames::since(base::instant after) const {
    if (!whole_since_ || after - overlap < *whole_since_)
        return std::nullopt;
    std::vector<shared_frame> found;
    for (const auto& one : kept_) {
        if (one->at >= after - overlap)
            found.push_back(one);
    }
    return found;
}

} // namespace notifications::live

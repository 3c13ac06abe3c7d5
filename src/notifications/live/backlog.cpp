#include "notifications/live/backlog.hpp"

#include <algorithm>

namespace notifications::live {

bool backlog::push(shared_frame next) {
    if (next->of) {
        const auto older = std::ranges::find_if(waiting_, [&](const shared_frame& one) {
            return one->what == next->what && one->of->window == next->of->window;
        });
        if (older != waiting_.end())
            waiting_.erase(older); // to the end: the order of ids is kept
    }
    if (waiting_.size() >= frames_max)
        return false;
    waiting_.push_back(std::move(next));
    return true;
}

shared_frame backlog::take_single() {
    if (waiting_.size() != 1)
        return nullptr;
    auto only = std::move(waiting_.front());
    waiting_.clear();
    return only;
}

void backlog::take_into(std::string& out, std::size_t bytes) {
    std::size_t taken = 0;
    while (taken < waiting_.size() && (taken == 0 || out.size() < bytes))
        out += waiting_[taken++]->text;
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(taken));
    if (waiting_.empty())
        waiting_ = {}; // streams are many, and most of the time nothing waits
}

} // namespace notifications::live

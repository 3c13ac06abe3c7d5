#include "notifications/pipeline.hpp"

namespace notifications {
namespace {

using tasks::context;
using result = async::task<boost::json::value>;

constexpr std::int64_t int32_max = 2'147'483'647;

std::int64_t integer_at(const context& of, std::size_t index, const char* name) {
    if (index < of.args().size()) {
        if (const auto* number = of.args()[index].if_int64(); number && *number > 0)
            return *number;
    }
    throw tasks::task_failure{
        fmt::format("argument {} ({}) must be a positive integer", index + 1, name)};
}

base::window_id window_at(const context& of) {
    return base::window_id{integer_at(of, 0, "window")};
}

std::int32_t version_at(const context& of) {
    return static_cast<std::int32_t>(std::min(integer_at(of, 1, "version"), int32_max));
}

fan_out_pass pass_at(const context& of) {
    if (of.args().size() < 3)
        return fan_out_pass::first;
    const auto* word = of.args()[2].if_string();
    if (!word || *word != "second")
        throw tasks::task_failure{"argument 3 (pass) must be 'second' or absent"};
    return fan_out_pass::second;
}

} // namespace

void register_tasks(tasks::registry& known, pipeline& by) {
    // Waits for an instant that all slots may be busy at.
    known.add("promos.open_window",
              [&by](const context& of) { return by.open_window(window_at(of), version_at(of)); },
              {.is_urgent = true});
    known.add("notifications.fan_out", [&by](const context& of) {
        return by.match(window_at(of), version_at(of), pass_at(of));
    });
    // About 50 s of tries; then process_notification_queue has taken over.
    known.add("notifications.publish_chunk",
              [&by](const context& of) {
                  return by.publish_chunk(window_at(of), version_at(of),
                                          integer_at(of, 2, "first notice"),
                                          integer_at(of, 3, "last notice"));
              },
              {.retries_max = 12, .retry_longest = std::chrono::seconds{5}});
    known.add("promotions.tasks.process_notification_queue",
              [&by](const context&) -> result { return by.process_queue(); });
    known.add("notifications.restock",
              [&by](const context& of) { return by.restock(window_at(of)); });
}

} // namespace notifications

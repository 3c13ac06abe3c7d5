#include "notifications/live/routes.hpp"

namespace notifications::live {
namespace {

constexpr std::chrono::seconds full_retry_after{10};

async::task<http::response> open_stream(hub& streams, seats& open, http::request& from) {
    auto wanted = interest::parse(from.query);
    if (!wanted)
        co_return http::invalid(wanted.error());
    auto seat = open.take();
    if (!seat)
        co_return http::unavailable(full_retry_after);
    stream_request with{.wanted = std::move(*wanted)};
    if (from.caller)
        with.user = from.caller->user;
    if (const auto last = from.header("last-event-id"))
        with.after = parse_event_id(*last);
    http::response answer;
    answer.content_type = "text/event-stream";
    answer.headers = {{"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}};
    answer.stream = [&streams, seat, with](http::stream_writer& out) {
        return streams.serve(out, with);
    };
    co_return answer;
}

} // namespace

void register_routes(http::router& router, hub& streams, seats& open) {
    router.add({.method = http::verb::get,
                .path = "/api/live/",
                .who = http::access::anyone,
                .handler = [&](http::request& from) { return open_stream(streams, open, from); },
                .produces = "text/event-stream"});
}

} // namespace notifications::live

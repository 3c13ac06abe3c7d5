#include "tasks/pidbox.hpp"

#include "tasks/message.hpp"
#include "tasks/repr.hpp"

#include <fnmatch.h>
#include <unistd.h>

#include <boost/json/value.hpp>

namespace tasks {
namespace {

namespace json = boost::json;

constexpr std::string_view reply_exchange = "reply.celery.pidbox";

std::string text_at(const json::object& in, std::string_view key) {
    const auto* found = in.if_contains(key);
    return found && found->is_string() ? std::string{found->get_string()} : std::string{};
}

bool is_for(const json::object& request, const std::string& name) {
    const auto* destination = request.if_contains("destination");
    if (destination && destination->is_array()) {
        return std::ranges::any_of(destination->get_array(), [&](const json::value& one) {
            return one.is_string() && one.get_string() == name;
        });
    }
    const auto pattern = text_at(request, "pattern");
    if (pattern.empty())
        return true;
    return text_at(request, "matcher") == "glob" && fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
}

json::value answer(const std::string& method) {
    if (method == "ping")
        return json::object{{"ok", "pong"}};
    return json::object{{"error", fmt::format("KeyError({})", python_repr(json::value(method)))}};
}

std::string host_name() {
    char name[256] = "localhost";
    gethostname(name, sizeof name - 1);
    return name;
}

} // namespace

std::optional<pidbox_reply> answer_pidbox(std::string_view payload, const std::string& name) {
    const auto parts = unwrap(payload);
    if (!parts || !parts->body.is_object())
        return std::nullopt;
    const auto& request = parts->body.get_object();
    if (!is_for(request, name))
        return std::nullopt;
    const auto* to = request.if_contains("reply_to");
    if (!to || !to->is_object())
        return std::nullopt;
    const auto routing_key = text_at(to->get_object(), "routing_key");
    if (routing_key.empty())
        return std::nullopt;

    json::object body;
    body[name] = answer(text_at(request, "method"));
    json::object headers{{"ticket", text_at(request, "ticket")}, {"clock", 1}};
    json::object properties{
        {"delivery_mode", 1},
        {"delivery_info", {{"exchange", reply_exchange}, {"routing_key", routing_key}}},
        {"priority", 0}};
    const auto queue = fmt::format("{}.{}", routing_key, reply_exchange);
    return pidbox_reply{fmt::format("{}\x06\x16\x06\x16{}", routing_key, queue), queue,
                        wrap(body, std::move(headers), std::move(properties))};
}

std::string expand_node_name(std::string_view pattern) {
    const auto host = host_name();
    const auto dot = host.find('.');
    std::string out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] != '%' || i + 1 == pattern.size()) {
            out += pattern[i];
            continue;
        }
        switch (pattern[++i]) {
        case 'h':
            out += host;
            break;
        case 'n':
            out += "celery";
            break;
        case 'd':
            out += dot == std::string::npos ? "" : host.substr(dot + 1);
            break;
        case '%':
            out += '%';
            break;
        default:
            out += {'%', pattern[i]};
        }
    }
    if (!out.contains('@'))
        out += "@" + host;
    return out;
}

} // namespace tasks

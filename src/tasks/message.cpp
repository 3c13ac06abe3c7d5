#include "tasks/message.hpp"

#include "base/encoding.hpp"
#include "base/random.hpp"
#include "json/text.hpp"
#include "tasks/repr.hpp"

#include <algorithm>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace tasks {
namespace {

namespace json = boost::json;
using std::unexpected;

const json::value* find(const json::object& in, std::string_view key) {
    const auto* found = in.if_contains(key);
    return found && !found->is_null() ? found : nullptr;
}

std::string text_at(const json::object& in, std::string_view key) {
    const auto* found = find(in, key);
    return found && found->is_string() ? std::string{found->get_string()} : std::string{};
}

std::optional<double> number_at(const json::value& value) {
    if (value.is_double())
        return value.get_double();
    if (value.is_int64())
        return static_cast<double>(value.get_int64());
    return std::nullopt;
}

int small_int_at(const json::object& in, std::string_view key, int highest) {
    const auto* found = find(in, key);
    if (!found || !found->is_int64())
        return 0;
    return static_cast<int>(std::clamp<std::int64_t>(found->get_int64(), 0, highest));
}

bool true_at(const json::object& in, std::string_view key) {
    const auto* found = find(in, key);
    return found && found->is_bool() && found->get_bool();
}

/// Of {"__type__": T, "__value__": V} only V, and of a uuid's {"hex": H} the usual text.
bool replace_typed(json::value& value) {
    auto* object = value.if_object();
    if (!object || object->size() != 2 || !object->contains("__type__"))
        return false;
    auto* inner = object->if_contains("__value__");
    if (!inner)
        return false;
    json::value plain = *inner;
    if (const auto* uuid = plain.if_object(); uuid && uuid->contains("hex")) {
        auto text = text_at(*uuid, "hex");
        if (text.size() == 32) {
            for (const std::size_t at : {8u, 13u, 18u, 23u})
                text.insert(at, 1, '-');
        }
        plain = json::value(text);
    }
    value = std::move(plain);
    return true;
}

void make_plain(json::value& value) {
    if (replace_typed(value))
        return;
    if (auto* array = value.if_array()) {
        for (auto& element : *array)
            make_plain(element);
    } else if (auto* object = value.if_object()) {
        for (auto& member : *object)
            make_plain(member.value());
    }
}

json::value parse(std::string_view text, boost::system::error_code& failed) {
    json::parse_options options;
    options.max_depth = 64;
    return json::parse(json::string_view{text.data(), text.size()}, failed, {}, options);
}

std::expected<json::value, std::string> decode_body(const json::object& whole,
                                                    const json::object& headers,
                                                    const json::object& properties) {
    if (text_at(whole, "content-type") != "application/json")
        return unexpected{"its body is no JSON"};
    if (find(headers, "compression"))
        return unexpected{"its body is compressed"};
    const auto* body = find(whole, "body");
    if (!body || !body->is_string())
        return unexpected{"it has no body"};
    std::optional<std::string> text{std::string{body->get_string()}};
    if (text_at(properties, "body_encoding") == "base64")
        text = base::from_base64(*text);
    if (!text)
        return unexpected{"its body is no base64"};
    boost::system::error_code failed;
    auto value = parse(*text, failed);
    if (failed)
        return unexpected{"its body is no JSON"};
    return value;
}

void read_time_limit(message& into) {
    const auto* found = find(into.headers, "timelimit");
    if (!found || !found->is_array())
        return;
    for (const auto& limit : found->get_array()) {
        const auto seconds = number_at(limit);
        if (!seconds || *seconds <= 0)
            continue;
        into.time_limit_seconds = std::min(into.time_limit_seconds.value_or(*seconds), *seconds);
    }
}

/// False when a time is given that is none.
bool read_times(message& into) {
    for (const auto& [key, member] :
         {std::pair{"eta", &message::eta}, std::pair{"expires", &message::expires}}) {
        const auto text = text_at(into.headers, key);
        if (text.empty())
            continue;
        into.*member = parse_python_time(text);
        if (!(into.*member))
            return false;
    }
    return true;
}

void read_properties(message& into) {
    into.priority = small_int_at(into.properties, "priority", 9);
    if (const auto* info = find(into.properties, "delivery_info"); info && info->is_object()) {
        into.queue = text_at(info->get_object(), "routing_key");
        into.redelivered = true_at(info->get_object(), "redelivered");
    }
}

json::value or_null(const std::optional<base::instant>& time) {
    return time ? json::value(to_python_time(*time)) : json::value(nullptr);
}

std::string origin() {
    static const std::string name = [] {
        char host[256] = "localhost";
        gethostname(host, sizeof host - 1);
        return fmt::format("gen{}@{}", getpid(), host);
    }();
    return name;
}

} // namespace

std::string queue_key(std::string_view queue, int priority) {
    int step = 0;
    for (const int candidate : priority_steps) {
        if (candidate <= priority)
            step = candidate;
    }
    return step == 0 ? std::string{queue} : fmt::format("{}\x06\x16{}", queue, step);
}

std::string to_python_time(base::instant at) {
    auto text = base::to_rfc3339(at);
    text.pop_back();
    return text + "+00:00";
}

std::optional<base::instant> parse_python_time(std::string_view text) {
    if (const auto with_offset = base::parse_rfc3339(text))
        return with_offset;
    return base::parse_rfc3339(std::string{text} + "Z");
}

message make_message(std::string id, task_call call) {
    message made;
    made.headers = {
        {"lang", "cpp"},
        {"task", call.name},
        {"id", id},
        {"shadow", nullptr},
        {"eta", nullptr},
        {"expires", nullptr},
        {"group", nullptr},
        {"group_index", nullptr},
        {"retries", 0},
        {"timelimit", json::array{nullptr, nullptr}},
        {"root_id", id},
        {"parent_id", nullptr},
        {"argsrepr", python_repr(call.args)},
        {"kwargsrepr", python_repr(call.kwargs)},
        {"origin", origin()},
        {"ignore_result", false},
    };
    made.properties = {{"correlation_id", id}, {"reply_to", ""}, {"delivery_mode", 2}};
    made.embed = {
        {"callbacks", nullptr}, {"errbacks", nullptr}, {"chain", nullptr}, {"chord", nullptr}};
    made.id = std::move(id);
    made.name = std::move(call.name);
    made.args = std::move(call.args);
    made.kwargs = std::move(call.kwargs);
    made.eta = call.eta;
    made.expires = call.expires;
    made.priority = call.priority;
    made.queue = std::move(call.queue);
    return made;
}

message make_retry(const message& failed, std::optional<base::instant> eta) {
    message again = failed;
    again.retries = failed.retries + 1;
    again.eta = eta;
    again.redelivered = false;
    again.headers["parent_id"] = failed.id;
    return again;
}

std::expected<envelope, std::string> unwrap(std::string_view text) {
    boost::system::error_code failed;
    auto whole = parse(text, failed);
    if (failed || !whole.is_object())
        return unexpected{"it is no JSON object"};
    envelope parts;
    if (auto* headers = whole.get_object().if_contains("headers");
        headers && headers->is_object()) {
        parts.headers = std::move(headers->get_object());
    }
    if (auto* properties = whole.get_object().if_contains("properties");
        properties && properties->is_object()) {
        parts.properties = std::move(properties->get_object());
    }
    auto body = decode_body(whole.get_object(), parts.headers, parts.properties);
    if (!body)
        return unexpected{std::move(body.error())};
    parts.body = std::move(*body);
    return parts;
}

std::expected<message, std::string> decode(std::string_view text) {
    auto parts = unwrap(text);
    if (!parts)
        return unexpected{std::move(parts.error())};
    auto* body = parts->body.if_array();
    if (!body || body->size() < 2 || !(*body)[0].is_array() || !(*body)[1].is_object()) {
        return unexpected{"its body is not [args, kwargs, embed]"};
    }
    make_plain(parts->body);

    message got;
    got.args = std::move((*body)[0].get_array());
    got.kwargs = std::move((*body)[1].get_object());
    if (body->size() > 2 && (*body)[2].is_object())
        got.embed = std::move((*body)[2].get_object());
    got.headers = std::move(parts->headers);
    got.properties = std::move(parts->properties);
    got.name = text_at(got.headers, "task");
    got.id = text_at(got.headers, "id");
    if (got.name.empty() || got.id.empty())
        return unexpected{"it names no task or no id"};
    if (!read_times(got))
        return unexpected{"its eta or expires is no time"};
    got.retries = small_int_at(got.headers, "retries", 1'000'000);
    got.ignore_result = true_at(got.headers, "ignore_result");
    read_time_limit(got);
    read_properties(got);
    return got;
}

std::string wrap(const json::value& body, json::object headers, json::object properties) {
    properties["body_encoding"] = "base64";
    properties["delivery_tag"] = base::random_uuid();
    const json::object whole{
        {"body", base::to_base64(json::serialize(body))},
        {"content-encoding", "utf-8"},
        {"content-type", "application/json"},
        {"headers", std::move(headers)},
        {"properties", std::move(properties)},
    };
    return json::serialize(whole);
}

std::string encode(const message& what) {
    auto headers = what.headers;
    headers["task"] = what.name;
    headers["id"] = what.id;
    headers["eta"] = or_null(what.eta);
    headers["expires"] = or_null(what.expires);
    headers["retries"] = what.retries;
    auto properties = what.properties;
    properties["delivery_info"] = json::object{{"exchange", ""}, {"routing_key", what.queue}};
    properties["priority"] = what.priority;
    return wrap(json::array{what.args, what.kwargs, what.embed}, std::move(headers),
                std::move(properties));
}

} // namespace tasks

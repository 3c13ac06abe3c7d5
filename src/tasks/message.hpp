#pragma once

#include "base/clock.hpp"

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace tasks {

/// The four lists of a queue, by priority step: 0 is the first to be served.
inline constexpr int priority_steps[] = {0, 3, 6, 9};

/// The Redis list of a queue for a priority: "celery", "celery\x06\x16" "3", ... A priority between
/// two steps belongs to the lower one.
std::string queue_key(std::string_view queue, int priority);

/// What a program asks for when it calls a task.
struct task_call {
    std::string name;
    boost::json::array args = {};
    boost::json::object kwargs = {};
    std::string queue = "celery";
    std::optional<base::instant> eta = {};     ///< not before
    std::optional<base::instant> expires = {}; ///< not after: it becomes REVOKED then
    int priority = 0;                          ///< 0 (first) to 9
};

/// One task message of Celery's protocol 2. What is not named here stays in `headers` and
/// `properties`, and encode() writes it out again.
struct message {
    std::string id;
    std::string name;
    boost::json::array args;
    boost::json::object kwargs;
    boost::json::object embed; ///< callbacks, errbacks, chain, chord
    std::optional<base::instant> eta;
    std::optional<base::instant> expires;
    int retries = 0;
    /// The smaller of the hard and the soft limit.
    std::optional<double> time_limit_seconds;
    bool ignore_result = false;
    bool redelivered = false;
    int priority = 0;
    std::string queue;
    boost::json::object headers;
    boost::json::object properties;
};

message make_message(std::string id, task_call call);

/// The same task once more: retries + 1, and its own parent as Celery's retries are.
message make_retry(const message& failed, std::optional<base::instant> eta);

/// Reads what kombu puts into a list. Both JSON dialects: 5.3's `{"__type__": ..., "__value__":
/// ...}` become the plain strings of 5.2. The error says what is wrong; such a message can only be
/// dropped.
std::expected<message, std::string> decode(std::string_view envelope);

/// In the order and with the members of Celery 5.2, with a new delivery tag.
std::string encode(const message& what);

/// "2026-11-24T04:16:39.079566+00:00", as Python writes a time in UTC.
std::string to_python_time(base::instant at);
/// ISO 8601; without an offset it is UTC.
std::optional<base::instant> parse_python_time(std::string_view text);

/// kombu's envelope around any body, for messages that are no tasks (remote control).
std::string wrap(const boost::json::value& body, boost::json::object headers,
                 boost::json::object properties);

/// The envelope's parts: decoded JSON body, headers, properties.
struct envelope {
    boost::json::value body;
    boost::json::object headers;
    boost::json::object properties;
};
std::expected<envelope, std::string> unwrap(std::string_view text);

} // namespace tasks

#include "http/options.hpp"

#include <algorithm>
#include <memory>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace http {
namespace {

/// "Start time" of "start_time".
std::string label_of(std::string_view key) {
    std::string label{key};
    std::ranges::replace(label, '_', ' ');
    if (!label.empty() && label.front() >= 'a' && label.front() <= 'z')
        label.front() = static_cast<char>(label.front() - 'a' + 'A');
    return label;
}

/// What DRF calls the kind of a field.
std::string_view kind_of(const boost::json::object& schema) {
    if (schema == json::money_schema())
        return "decimal";
    if (schema == json::time_of_day_schema())
        return "time";
    if (schema == json::date_schema())
        return "date";
    if (schema == json::key_schema())
        return "field";
    if (schema.contains("enum"))
        return "choice";
    std::string_view name = "field";
    if (const auto* type = schema.if_contains("type"); type && type->is_string())
        name = type->get_string();
    if (name == "number")
        return "float";
    if (name == "array")
        return "list";
    return name == "object" ? std::string_view{"nested object"} : name;
}

boost::json::object field_of(const boost::json::object& schema, bool required) {
    boost::json::object field{
        {"type", kind_of(schema)}, {"required", required}, {"read_only", false}};
    constexpr std::pair<std::string_view, std::string_view> bounds[] = {
        {"maxLength", "max_length"}, {"minimum", "min_value"}, {"maximum", "max_value"}};
    for (const auto& [ours, theirs] : bounds) {
        if (const auto* bound = schema.if_contains(ours); bound && kind_of(schema) != "field")
            field[theirs] = *bound;
    }
    if (const auto* choices = schema.if_contains("enum")) {
        boost::json::array shown;
        for (const auto& one : choices->as_array())
            shown.push_back({{"value", one}, {"display_name", one}});
        field["choices"] = std::move(shown);
    }
    if (const auto* items = schema.if_contains("items"))
        field["child"] = field_of(items->as_object(), true);
    return field;
}

boost::json::object action_of(const operation& what) {
    json::object_shape shape;
    json::object_decoder in{shape};
    what.body(in);
    const auto schema = shape.to_schema();
    boost::json::array required;
    if (const auto* keys = schema.if_contains("required"))
        required = keys->as_array();
    boost::json::object fields;
    for (const auto& [key, value] : schema.at("properties").as_object()) {
        const bool needed = std::ranges::find(required, boost::json::value(key)) != required.end();
        auto field = field_of(value.as_object(), needed);
        field["label"] = label_of(key);
        fields[key] = std::move(field);
    }
    return fields;
}

/// The answers of one path: to nobody, and to somebody who is signed in.
struct metadata {
    std::string allow = "OPTIONS";
    access who = access::staff;
    std::string to_nobody;
    std::string to_somebody;
};

metadata metadata_of(const std::vector<const route*>& verbs, const api_docs& docs) {
    metadata made;
    boost::json::array parses;
    boost::json::object public_actions;
    boost::json::object actions;
    const operation* first = nullptr;
    for (const auto* route : verbs) {
        made.allow += fmt::format(", {}{}", to_string(route->method),
                                  route->method == verb::get ? ", HEAD" : "");
        made.who = std::min(made.who, route->who);
        const auto* what = docs.find(route->method, route->path);
        if (!what)
            continue;
        first = first ? first : what;
        const std::string_view media_type =
            what->body_media_type.empty() ? "application/json" : what->body_media_type;
        if (std::ranges::find(parses, boost::json::value(media_type)) == parses.end())
            parses.emplace_back(media_type);
        if (!what->body || route->method == verb::patch)
            continue;
        const auto method = to_string(route->method);
        actions[method] = action_of(*what);
        if (route->who == access::anyone)
            public_actions[method] = actions[method];
    }
    boost::json::object body{{"name", first ? first->summary : ""},
                             {"description", first ? first->text : ""},
                             {"renders", {verbs.front()->produces}},
                             {"parses", std::move(parses)}};
    const auto with = [&body](const boost::json::object& some) {
        auto text = body;
        if (!some.empty())
            text["actions"] = some;
        return boost::json::serialize(text);
    };
    made.to_nobody = with(public_actions);
    made.to_somebody = with(actions);
    return made;
}

async::task<response> show(std::shared_ptr<const metadata> of, bool somebody) {
    auto answer = raw_json_response(200, somebody ? of->to_somebody : of->to_nobody);
    answer.headers.emplace_back("Allow", of->allow);
    co_return answer;
}

} // namespace

void register_options(router& routes, const api_docs& docs) {
    std::map<std::string_view, std::vector<const route*>> paths;
    for (const auto& route : routes.routes()) {
        if (route.is_operation())
            paths[route.path].push_back(&route);
    }
    std::vector<route> made;
    for (const auto& [path, verbs] : paths) {
        const auto of = std::make_shared<const metadata>(metadata_of(verbs, docs));
        made.push_back({verb::options, path, of->who,
                        [of](request& from) { return show(of, from.caller.has_value()); }});
    }
    for (auto& one : made)
        routes.add(std::move(one));
}

} // namespace http

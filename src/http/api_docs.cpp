#include "http/api_docs.hpp"

#include "base/errors.hpp"
#include "base/messages.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <set>

#include <boost/json/array.hpp>
#include <fmt/format.h>

namespace http {
namespace {

boost::json::object reference(std::string_view name) {
    return {{"$ref", fmt::format("#/components/schemas/{}", name)}};
}

boost::json::object content(std::string_view media_type, boost::json::object schema) {
    return {{media_type, {{"schema", std::move(schema)}}}};
}

std::string operation_id(const route& of) {
    std::string id;
    for (const char c : to_string(of.method))
        id += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    for (const char c : of.path) {
        if (c == '/' || c == '-')
            id += '_';
        else if (c != '{' && c != '}')
            id += c;
    }
    while (id.ends_with('_'))
        id.pop_back();
    return id;
}

/// "stores" of "/api/stores/{id}/".
std::string_view tag_of(std::string_view path) {
    if (!path.starts_with(api_path))
        return "operation";
    const auto rest = path.substr(api_path.size());
    return rest.substr(0, rest.find('/'));
}

boost::json::object path_parameter(std::string_view name) {
    return {
        {"name", name},
        {"in", "path"},
        {"required", true},
        {"schema", name == "id" ? json::key_schema() : boost::json::object{{"type", "string"}}}};
}

bool takes_key(const route& of) {
    return of.method == verb::post && !of.path.starts_with("/api/auth/") &&
           !of.path.starts_with("/api/token/");
}

boost::json::array parameters_of(const route& of, const operation& what) {
    boost::json::array all;
    for (std::size_t at = 0; (at = of.path.find('{', at)) != std::string_view::npos;) {
        const auto end = of.path.find('}', at);
        all.push_back(path_parameter(of.path.substr(at + 1, end - at - 1)));
        at = end;
    }
    for (const auto& one : what.query) {
        all.push_back({{"name", one.name},
                       {"in", "query"},
                       {"description", one.text},
                       {"schema", one.schema}});
    }
    const auto add_text = [&all](std::string_view name, std::string_view about) {
        if (!about.empty())
            all.push_back({{"name", name},
                           {"in", "query"},
                           {"description", about},
                           {"schema", json::text_schema({.blank_allowed = true})}});
    };
    add_text("search", what.search);
    add_text("ordering", what.ordering);
    if (takes_key(of)) {
        all.push_back(
            {{"name", "Idempotency-Key"},
             {"in", "header"},
             {"description", "A repeat with the same key within 24 hours has no second effect."},
             {"schema", json::text_schema({.length_min = 1, .length_max = 255})}});
    }
    return all;
}

std::optional<boost::json::object> body_of(const operation& what) {
    if (!what.body_media_type.empty())
        return boost::json::object{
            {"required", true},
            {"content", content(what.body_media_type, {{"type", "string"}, {"format", "binary"}})}};
    if (!what.body)
        return std::nullopt;
    json::object_shape shape;
    json::object_decoder in{shape};
    what.body(in);
    auto schema = shape.to_schema();
    const bool required = schema.contains("required");
    return boost::json::object{{"required", required},
                               {"content", content("application/json", std::move(schema))}};
}

boost::json::object answer_of(const documented_answer& of, boost::json::object& schemas) {
    boost::json::object out{{"description", of.status == 201 ? "Made." : "Done."}};
    if (of.media_type != "application/json") {
        out["content"] = content(of.media_type, {{"type", "string"}});
        return out;
    }
    if (of.example.is_null())
        return out;
    auto schema = json::schema_of_example(of.example);
    if (!of.name.empty()) {
        schema["examples"] = boost::json::array({of.example});
        schemas[of.name] = std::move(schema);
        schema = reference(of.name);
    }
    if (of.is_page)
        schema = {{"allOf",
                   {reference("Page"),
                    {{"type", "object"},
                     {"properties", {{"results", json::list_schema(std::move(schema))}}}}}}};
    out["content"] = content("application/json", std::move(schema));
    return out;
}

boost::json::object failure(std::string_view text, std::string_view schema) {
    return {{"description", text}, {"content", content("application/json", reference(schema))}};
}

/// Codes of one status under one another.
void add_outcomes(boost::json::object& answers, const operation& what) {
    std::map<unsigned, std::string> texts;
    for (const auto& one : what.outcomes) {
        auto& text = texts[one.status];
        text += fmt::format("{}`{}`: {}", text.empty() ? "" : "\n\n", one.code,
                            base::message(one.code));
    }
    for (const auto& [status, text] : texts)
        answers[std::to_string(status)] = failure(text, status == 400 ? "BadRequest" : "Outcome");
}

boost::json::object answers_of(const route& of, const operation& what,
                               boost::json::object& schemas) {
    boost::json::object answers{
        {std::to_string(what.answer.status), answer_of(what.answer, schemas)}};
    if (what.body || !what.query.empty() || !what.body_media_type.empty())
        answers["400"] = failure("Every bad field with its reasons.", "BadRequest");
    if (of.who != access::anyone) {
        answers["401"] = failure("Not signed in.", "Detail");
        answers["403"] = failure("Not yours to see or change.", "Detail");
    }
    if (of.path.contains('{'))
        answers["404"] = failure("There is no such thing.", "Detail");
    if (!what.body_media_type.empty())
        answers["413"] = failure("The file is too large.", "Detail");
    add_outcomes(answers, what);
    answers["429"] = failure("Too often; Retry-After says when to try again.", "Detail");
    answers["503"] =
        failure("Too busy or out of order; Retry-After says when to try again.", "Detail");
    return answers;
}

boost::json::object common_schemas() {
    const boost::json::object text{{"type", "string"}};
    json::object_shape detail;
    detail.note("detail", true, text);
    json::object_shape outcome;
    outcome.note("error", true, text);
    outcome.note("code", true, text);
    json::object_shape page;
    page.note("count", true, json::integer_schema({.min = 0}));
    for (const std::string_view link : {"next", "previous"})
        page.note(link, true, {{"type", {"string", "null"}}, {"format", "uri"}});
    page.note("results", true, json::list_schema({}));
    const boost::json::object fields{{"type", "object"},
                                     {"additionalProperties", json::list_schema(text)}};
    return {{"Detail", detail.to_schema()},
            {"Outcome", outcome.to_schema()},
            {"FieldErrors", fields},
            {"BadRequest",
             {{"anyOf", {reference("FieldErrors"), reference("Outcome"), reference("Detail")}}}},
            {"Page", page.to_schema()}};
}

} // namespace

std::vector<documented_parameter> page_parameters(std::vector<documented_parameter> also) {
    std::vector<documented_parameter> all{
        {"page", "From 1.", json::integer_schema({.min = 1})},
        {"page_size", "20 unless asked otherwise.", json::integer_schema({.min = 1, .max = 100})}};
    std::ranges::move(also, std::back_inserter(all));
    return all;
}

void api_docs::describe(verb method, std::string_view path, operation what) {
    const bool is_new = all_.emplace(std::pair{path, method}, std::move(what)).second;
    MARKETPLACE_ASSERT(is_new);
}

const operation* api_docs::find(verb method, std::string_view path) const {
    const auto found = all_.find({path, method});
    return found == all_.end() ? nullptr : &found->second;
}

std::vector<std::string> api_docs::mistakes(const router& all) const {
    std::vector<std::string> found;
    std::set<std::pair<std::string_view, verb>> routes;
    for (const auto& route : all.routes()) {
        const std::pair key{route.path, route.method};
        routes.insert(key);
        if (route.is_operation() && route.method != verb::options && !all_.contains(key))
            found.push_back(
                fmt::format("{} {} is not described", to_string(route.method), route.path));
    }
    for (const auto& [key, what] : all_) {
        if (!routes.contains(key))
            found.push_back(fmt::format("{} {} is described and does not exist",
                                        to_string(key.second), key.first));
    }
    return found;
}

boost::json::object api_docs::operation_of(const route& of, const operation& what,
                                           boost::json::object& schemas) const {
    boost::json::object out{
        {"operationId", operation_id(of)}, {"tags", {tag_of(of.path)}}, {"summary", what.summary}};
    if (!what.text.empty())
        out["description"] = what.text;
    if (auto parameters = parameters_of(of, what); !parameters.empty())
        out["parameters"] = std::move(parameters);
    if (auto body = body_of(what))
        out["requestBody"] = std::move(*body);
    if (of.who != access::anyone)
        out["security"] = boost::json::array{boost::json::object{{"bearer", boost::json::array{}}}};
    out["responses"] = answers_of(of, what, schemas);
    return out;
}

boost::json::object api_docs::document(const router& all, std::string_view version) const {
    auto schemas = common_schemas();
    boost::json::object paths;
    for (const auto& route : all.routes()) {
        const auto* what = find(route.method, route.path);
        if (!what)
            continue;
        auto& path = paths[route.path];
        if (path.is_null())
            path.emplace_object();
        path.get_object()[base::lower_case(to_string(route.method))] =
            operation_of(route, *what, schemas);
    }
    const boost::json::object bearer{
        {"type", "http"}, {"scheme", "bearer"}, {"bearerFormat", "JWT"}};
    return {
        {"openapi", "3.1.0"},
        {"info",
         {{"title", "Flash Promos Marketplace"},
          {"version", version},
          {"description",
           "Money is text with two decimals, times are RFC 3339 in UTC. Texts for people come in "
           "English or, by Accept-Language, in Spanish."},
          {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
        {"paths", std::move(paths)},
        {"components",
         {{"schemas", std::move(schemas)}, {"securitySchemes", {{"bearer", bearer}}}}}};
}

} // namespace http

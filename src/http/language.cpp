#include "http/language.hpp"

#include "base/translations.hpp"
#include "json/text.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace http {
namespace {

constexpr std::string_view quality = "q=";

/// Cuts what stands before `mark` off the front.
std::string_view cut(std::string_view& rest, char mark) {
    const auto end = std::min(rest.find(mark), rest.size());
    const auto piece = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return json::trimmed(piece);
}

/// "es", "es-CO", "ES".
bool is(std::string_view range, std::string_view language) {
    return range.size() >= language.size() &&
           std::ranges::equal(range.substr(0, language.size()), language,
                              [](char a, char b) { return (a | 0x20) == b; }) &&
           (range.size() == language.size() || range[language.size()] == '-');
}

void translate(boost::json::value& in, base::language to) {
    if (auto* text = in.if_string()) {
        if (auto said = base::translated(*text, to))
            in = std::move(*said);
    } else if (auto* list = in.if_array()) {
        for (auto& item : *list)
            translate(item, to);
    } else if (auto* object = in.if_object()) {
        for (auto& [key, value] : *object)
            translate(value, to);
    }
}

/// {"error", "code"}: by the code.
bool translate_outcome(boost::json::value& body, base::language to) {
    auto* object = body.if_object();
    auto* error = object ? object->if_contains("error") : nullptr;
    const auto* code = object ? object->if_contains("code") : nullptr;
    if (!error || !code || !code->is_string())
        return false;
    const auto text = base::find_message(code->get_string(), to);
    if (text)
        *error = *text;
    return text.has_value();
}

} // namespace

base::language preferred_language(std::string_view accept_language) {
    auto best = base::language::english;
    double most = 0;
    while (!accept_language.empty()) {
        auto rest = cut(accept_language, ',');
        const auto range = cut(rest, ';');
        const bool spanish = is(range, "es");
        if (!spanish && !is(range, "en"))
            continue;
        double wanted = 1;
        if (rest.starts_with(quality))
            wanted = json::parse_number(rest.substr(quality.size())).value_or(0);
        if (wanted > most) {
            most = wanted;
            best = spanish ? base::language::spanish : base::language::english;
        }
    }
    return best;
}

base::language language_of(const request& from) {
    const auto wanted = from.header("accept-language");
    return wanted ? preferred_language(*wanted) : base::language::english;
}

void localize(const request& from, response& answer) {
    if (answer.status < 400 || answer.content_type != "application/json")
        return;
    const auto to = language_of(from);
    if (to == base::language::english)
        return;
    boost::system::error_code broken;
    auto body = boost::json::parse(answer.body, broken);
    if (broken)
        return;
    if (!translate_outcome(body, to))
        translate(body, to);
    answer.body = boost::json::serialize(body);
    answer.headers.emplace_back("Content-Language", "es");
    answer.headers.emplace_back("Vary", "Accept-Language");
}

} // namespace http

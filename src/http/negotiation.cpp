#include "http/negotiation.hpp"

#include "base/translations.hpp"
#include "http/answer_head.hpp"
#include "http/language.hpp"
#include "json/text.hpp"

#include <algorithm>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace http {
namespace {

constexpr std::string_view json_type = "application/json";
constexpr std::string_view problem_type = "application/problem+json";

/// Calls `wanted` with each range of the header, without parameters, until it says yes.
template <class F>
bool any_range(std::string_view accept, F wanted) {
    while (!accept.empty()) {
        const auto end = std::min(accept.find(','), accept.size());
        const auto range = accept.substr(0, end);
        if (wanted(json::trimmed(range.substr(0, range.find(';')))))
            return true;
        accept.remove_prefix(std::min(end + 1, accept.size()));
    }
    return false;
}

bool covers(std::string_view range, std::string_view media_type) {
    if (range == media_type || range == "*/*")
        return true;
    const auto slash = media_type.find('/') + 1;
    return range.ends_with("/*") &&
           range.substr(0, range.size() - 1) == media_type.substr(0, slash);
}

} // namespace

bool accepts(std::string_view accept, std::string_view media_type) {
    return any_range(accept, [media_type](std::string_view range) {
        return covers(range == problem_type ? json_type : range, media_type);
    });
}

std::optional<response> refuse_unacceptable(const request& from, std::string_view media_type) {
    const auto accept = from.header("accept");
    if (!accept || accept->empty() || accepts(*accept, media_type))
        return std::nullopt;
    return detail(406, "Could not satisfy the request Accept header.");
}

void as_problem(const request& from, response& answer) {
    if (answer.status < 400 || answer.content_type != json_type)
        return;
    const auto accept = from.header("accept").value_or("");
    if (!any_range(accept, [](std::string_view range) { return range == problem_type; }))
        return;
    boost::system::error_code broken;
    auto body = boost::json::parse(answer.body, broken);
    auto* said = body.if_object();
    if (broken || !said)
        return;
    boost::json::object problem{
        {"type", "about:blank"}, {"title", reason_of(answer.status)}, {"status", answer.status}};
    const auto* detail = said->if_contains("detail");
    if (detail && detail->is_string()) {
        for (auto& [key, value] : *said)
            problem[key] = std::move(value);
    } else if (said->contains("error") && said->contains("code")) {
        problem["detail"] = std::move(said->at("error"));
        problem["code"] = std::move(said->at("code"));
    } else {
        constexpr std::string_view invalid_input = "Invalid input.";
        problem["detail"] =
            base::translated(invalid_input, language_of(from)).value_or(std::string{invalid_input});
        problem["errors"] = std::move(*said);
    }
    answer.content_type = problem_type;
    answer.body = boost::json::serialize(problem);
}

} // namespace http

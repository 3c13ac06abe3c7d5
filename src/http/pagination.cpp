#include "http/pagination.hpp"

#include "json/text.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include <boost/container/flat_map.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <fmt/format.h>

namespace http {
namespace {

constexpr std::int64_t page_size_max = 100;
/// Far beyond any list; it keeps the offset within 64 bits.
constexpr std::int64_t page_number_max = 1'000'000'000;

response invalid_page() {
    return detail(404, "Invalid page.");
}

/// The request's own address with another page, its parameters in the order of their names, as DRF
/// writes it. The first page has no `page`.
std::string link_to(const request& from, std::int64_t number) {
    const auto number_text = std::to_string(number);
    boost::container::flat_multimap<std::string_view, std::string_view> parameters;
    for (const auto& [key, value] : from.query.all()) {
        if (key != "page")
            parameters.emplace(key, value);
    }
    if (number > 1)
        parameters.emplace("page", number_text);
    const std::string_view target{from.target};
    auto link = fmt::format("{}://{}{}", from.scheme, from.header("host").value_or("localhost"),
                            target.substr(0, target.find('?')));
    char separator = '?';
    for (const auto& [key, value] : parameters) {
        link += separator;
        link += percent_encoded(key, true) + '=' + percent_encoded(value, true);
        separator = '&';
    }
    return link;
}

} // namespace

std::expected<page, response> page::parse(const query& from) {
    page result;
    if (const auto text = from.find("page")) {
        const auto number = json::parse_integer(*text);
        if (!number || *number < 1 || *number > page_number_max)
            return std::unexpected{invalid_page()};
        result.number = *number;
    }
    if (const auto text = from.find("page_size")) {
        const auto size = json::parse_integer(*text);
        if (size && *size > 0)
            result.size = std::min(*size, page_size_max);
    }
    return result;
}

response paginated(const request& from, page asked, std::int64_t count,
                   boost::json::array results) {
    return paginated_text(from, asked, count, boost::json::serialize(results));
}

response paginated_text(const request& from, page asked, std::int64_t count, std::string results) {
    const auto last = std::max<std::int64_t>(1, (count + asked.size - 1) / asked.size);
    if (asked.number > last)
        return invalid_page();
    const auto link = [&](bool exists, std::int64_t number) {
        return exists ? boost::json::serialize(boost::json::string{link_to(from, number)}) : "null";
    };
    const auto before = fmt::format(R"({{"count":{},"next":{},"previous":{},"results":)", count,
                                    link(asked.number < last, asked.number + 1),
                                    link(asked.number > 1, asked.number - 1));
    results.insert(0, before); // in place, when the string has room: results may be long
    results += '}';
    return raw_json_response(200, std::move(results));
}

} // namespace http

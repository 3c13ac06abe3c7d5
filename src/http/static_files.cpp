#include "http/static_files.hpp"

#include "json/text.hpp"

#include <algorithm>
#include <charconv>
#include <ranges>

#include <boost/beast/core/string.hpp>
#include <fmt/format.h>

namespace http {
namespace {

bool is_refused(std::string_view parameters) {
    const auto q = parameters.find("q=");
    if (q == std::string_view::npos)
        return false;
    const auto value = parameters.substr(q + 2);
    double weight = 1;
    std::from_chars(value.data(), value.data() + value.size(), weight);
    return weight <= 0;
}

/// Whether a header like "gzip, br;q=0.9" names `coding` with a weight above 0. "*" is not looked
/// at: a client that means a coding names it.
bool accepts(std::string_view accepted, std::string_view coding) {
    return std::ranges::any_of(accepted | std::views::split(','), [&](auto part) {
        const std::string_view one{part.begin(), part.end()};
        const auto semicolon = std::min(one.find(';'), one.size());
        return boost::beast::iequals(json::trimmed(one.substr(0, semicolon)), coding) &&
               !is_refused(one.substr(semicolon));
    });
}

struct encoded {
    std::string_view name; ///< as in Content-Encoding; empty: as it is
    std::string_view bytes;
};

encoded choose(const static_file& file, std::string_view accepted) {
    if (!file.brotli.empty() && accepts(accepted, "br"))
        return {"br", file.brotli};
    if (!file.gzip.empty() && accepts(accepted, "gzip"))
        return {"gzip", file.gzip};
    return {"", file.identity};
}

/// A weak tag matches too: what is compared are representations, of which each has its own tag.
bool names(std::string_view if_none_match, std::string_view etag) {
    return std::ranges::any_of(if_none_match | std::views::split(','), [&](auto part) {
        auto one = json::trimmed(std::string_view{part.begin(), part.end()});
        if (one.starts_with("W/"))
            one.remove_prefix(2);
        return one == etag || one == "*";
    });
}

async::task<response> answer(const static_file& file, const request& asked) {
    co_return static_answer(file, asked);
}

} // namespace

response static_answer(const static_file& file, const request& asked) {
    const auto [coding, bytes] = choose(file, asked.header("accept-encoding").value_or(""));
    const auto etag = coding.empty() ? fmt::format("\"{}\"", file.etag)
                                     : fmt::format("\"{}-{}\"", file.etag, coding);
    response out;
    out.headers = file.headers;
    out.headers.emplace_back("ETag", etag);
    out.headers.emplace_back("Vary", "Accept-Encoding");
    out.headers.emplace_back("Cache-Control",
                             file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (const auto known = asked.header("if-none-match"); known && names(*known, etag)) {
        out.status = 304;
        out.content_type.clear();
        return out;
    }
    out.content_type = file.content_type;
    if (!coding.empty())
        out.headers.emplace_back("Content-Encoding", coding);
    out.body = bytes;
    return out;
}

void register_static_files(router& routes, std::vector<static_file> files) {
    for (auto& file : files) {
        const auto path = file.path;
        route one{verb::get, path, access::anyone,
                  [file = std::move(file)](const request& asked) { return answer(file, asked); }};
        one.is_file = true;
        routes.add(std::move(one));
    }
}

} // namespace http

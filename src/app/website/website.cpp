#include "app/website/website.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

extern "C" const char marketplace_website_begin[];
extern "C" const char marketplace_website_end[];

namespace app {
namespace {

constexpr std::string_view mark = "marketplace website 1\n";

/// "https://tiles.example" of a template whose variables stand in its path; empty when it is none.
std::string origin_of(std::string_view tiles_url) {
    const auto parsed = boost::urls::parse_uri(tiles_url.substr(0, tiles_url.find('{')));
    if (!parsed || parsed->encoded_path().empty() || parsed->host().empty())
        return {};
    return std::string{parsed->encoded_origin()};
}

/// Scripts and styles come from us alone and none stands in a page, so that a text that somebody
/// wrote can never run.
std::string content_security_policy(std::string_view tiles_url) {
    return fmt::format("default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
                       "connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
                       "img-src 'self' data: blob: {}; "
                       "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
                       origin_of(tiles_url));
}

std::vector<std::pair<std::string, std::string>> page_headers(std::string_view tiles_url) {
    return {{"Content-Security-Policy", content_security_policy(tiles_url)},
            {"Permissions-Policy", "geolocation=(self), camera=(self)"},
            {"Cross-Origin-Opener-Policy", "same-origin"}};
}

/// The names of the index are written by ui/pack.mjs.
class reader {
public:
    reader(std::string_view packed, std::string_view tiles_url)
        : page_headers_{page_headers(tiles_url)} {
        const auto end_of_index = packed.find('\n', mark.size());
        if (!packed.starts_with(mark) || end_of_index == std::string_view::npos)
            throw std::runtime_error{"the packed website is broken"};
        index_ = packed.substr(mark.size(), end_of_index - mark.size());
        bytes_ = packed.substr(end_of_index + 1);
    }

    std::vector<http::static_file> files() const {
        std::vector<http::static_file> all;
        for (const auto& one : boost::json::parse(index_).as_array())
            all.push_back(file(one.as_object()));
        return all;
    }

private:
    http::static_file file(const boost::json::object& from) const {
        http::static_file one{.path = stored(from, "path"),
                              .content_type = stored(from, "type"),
                              .etag = stored(from, "etag"),
                              .identity = stored(from, "identity"),
                              .gzip = stored(from, "gzip"),
                              .brotli = stored(from, "br"),
                              .immutable = from.at("immutable").as_bool()};
        if (one.content_type.starts_with("text/html"))
            one.headers = page_headers_;
        return one;
    }

    /// [offset, length] of what is stored under `name`.
    std::string_view stored(const boost::json::object& from, std::string_view name) const {
        const auto& where = from.at(name).as_array();
        const auto offset = where.at(0).to_number<std::size_t>();
        const auto length = where.at(1).to_number<std::size_t>();
        if (offset > bytes_.size() || length > bytes_.size() - offset)
            throw std::runtime_error{"the packed website is cut off"};
        return bytes_.substr(offset, length);
    }

    std::vector<std::pair<std::string, std::string>> page_headers_;
    std::string_view index_;
    std::string_view bytes_;
};

} // namespace

std::optional<std::string> refuse_tiles_url(std::string_view url) {
    const auto has = [&](std::string_view variable) { return url.find(variable) != url.npos; };
    if (url.empty() || (url.starts_with("http") && !origin_of(url).empty() && has("{z}") &&
                        has("{x}") && has("{y}")))
        return std::nullopt;
    return "must be an http or https URL with {z}, {x} and {y} in its path";
}

std::vector<http::static_file> read_website(std::string_view packed, const map_tiles& tiles) {
    try {
        return reader{packed, tiles.url}.files();
    } catch (const std::logic_error& e) { // Boost.JSON's, of an index of another shape
        throw std::runtime_error{fmt::format("the packed website is broken: {}", e.what())};
    }
}

std::vector<http::static_file> website(const map_tiles& tiles) {
    const std::string_view packed{marketplace_website_begin, marketplace_website_end};
    return packed.empty() ? std::vector<http::static_file>{} : read_website(packed, tiles);
}

std::function<std::optional<http::response>(const http::request&)>
page_of_nothing(std::vector<http::static_file> files) {
    std::erase_if(files, [](const http::static_file& one) {
        return !one.content_type.starts_with("text/html") || one.path.contains('{');
    });
    std::ranges::sort(files, std::ranges::greater{},
                      [](const auto& one) { return one.path.size(); });
    return [pages = std::move(files)](const http::request& asked) -> std::optional<http::response> {
        const bool by_person = asked.header("accept").value_or("").contains("text/html");
        if (!by_person || asked.method != http::verb::get || asked.path.starts_with(http::api_path))
            return std::nullopt;
        const auto above = std::ranges::find_if(
            pages, [&](const auto& one) { return asked.path.starts_with(one.path); });
        if (above == pages.end())
            return std::nullopt;
        auto shown = http::static_answer(*above, asked);
        shown.status = shown.status == 200 ? 404 : shown.status;
        return shown;
    };
}

void register_website(http::router& routes, const std::vector<http::static_file>& files,
                      map_tiles tiles, std::string_view push_key) {
    http::register_static_files(routes, files);
    const boost::json::value config{{"map_tiles_url", std::move(tiles.url)},
                                    {"map_attribution", std::move(tiles.attribution)},
                                    {"web_push_public_key", push_key}};
    routes.add({http::verb::get, "/api/config/", http::access::anyone,
                [answer = http::json_response(200, config)](
                    const http::request&) -> async::task<http::response> { co_return answer; }});
}

} // namespace app

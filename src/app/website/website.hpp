#pragma once

#include "http/static_files.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace app {

/// Where maps take their images from.
struct map_tiles {
    /// "https://tiles.example/{z}/{x}/{y}.png"; empty: maps show an outline of the land only. Pages
    /// may load images from its origin.
    std::string url;
    /// Shown in the corner of every map.
    std::string attribution;
};

/// Why a page cannot take its tiles from `url`; nothing when it can.
std::optional<std::string> refuse_tiles_url(std::string_view url);

/// Reads what ui/pack.mjs writes: the files of the browser side and, by the paths at which it shows
/// them, its pages. They view `packed`. Throws std::runtime_error when it is broken.
std::vector<http::static_file> read_website(std::string_view packed, const map_tiles& tiles);

/// The files of the browser side that is built into the program; none, when it was built without.
std::vector<http::static_file> website(const map_tiles& tiles);

/// Shows whoever follows a wrong link in a browser the page above it ("/console/" for
/// "/console/x/"), which says that nothing is there, with 404. Gives nothing to programs, which
/// read JSON, and under /api/.
std::function<std::optional<http::response>(const http::request&)>
page_of_nothing(std::vector<http::static_file> files);

/// Serves these files, and at /api/config/ what the browser side must know of this installation;
/// `push_key` is what a browser subscribes with.
void register_website(http::router& routes, const std::vector<http::static_file>& files,
                      map_tiles tiles, std::string_view push_key);

} // namespace app

#pragma once

#include "http/request.hpp"
#include "http/response.hpp"
#include "http/router.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

/// A file of a website, in the encodings that it was prepared in. What it views outlives the
/// server.
struct static_file {
    /// Of its route: "/assets/app-3f2a.js", "/promos/{id}/".
    std::string_view path;
    std::string_view content_type;
    /// Differs whenever the bytes do; without quotes.
    std::string_view etag;
    std::string_view identity;
    std::string_view gzip;   ///< empty: not worth it
    std::string_view brotli; ///< empty: not worth it
    /// Its name changes with its content, so it may be kept for a year; others are asked for again
    /// each time, which costs a 304.
    bool immutable = false;
    std::vector<std::pair<std::string, std::string>> headers{};
};

/// The smallest encoding that Accept-Encoding allows; 304 without a body when If-None-Match names
/// it.
response static_answer(const static_file& file, const request& asked);

/// A GET for each file, for anyone.
void register_static_files(router& routes, std::vector<static_file> files);

} // namespace http

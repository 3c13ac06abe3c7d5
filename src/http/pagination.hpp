#pragma once

#include "http/request.hpp"
#include "http/response.hpp"

#include <cstdint>
#include <expected>
#include <string_view>

#include <boost/json/array.hpp>

namespace http {

/// Which part of a list is asked for: `page` (from 1) and `page_size` (default 20, at most 100), as
/// DRF's PageNumberPagination. A page_size that is no positive integer means the default, as there.
struct page {
    std::int64_t number = 1;
    std::int64_t size = 20;

    std::int64_t offset() const { return (number - 1) * size; }

    /// Or 404 {"detail":"Invalid page."} when `page` is no positive integer.
    static std::expected<page, response> parse(const query& from);
};

/// {count, next, previous, results}; the links are absolute, on the request's own Host. 404
/// "Invalid page." when the page lies beyond the last (page 1 of an empty list is valid).
response paginated(const request& from, page asked, std::int64_t count, boost::json::array results);
/// The same with `results` as the JSON text of an array, for rows that were written before.
response paginated_text(const request& from, page asked, std::int64_t count,
                        std::string results);

} // namespace http

#pragma once

#include "base/listing.hpp"
#include "http/pagination.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "http/router.hpp"

#include <expected>
#include <utility>

#include <boost/json/array.hpp>

// From what a service gives to what its route answers: by the module's own to_json and to_response,
// which are found through their arguments.

namespace http {

/// What was found or made as JSON, or the answer to why not.
template <class T, class Error>
response shown(unsigned status, const std::expected<T, Error>& found) {
    if (!found)
        return to_response(found.error());
    return json_response(status, to_json(*found));
}

/// 204, or the answer to why not.
template <class Error>
response gone(const std::expected<void, Error>& removed) {
    return removed ? no_content() : to_response(removed.error());
}

template <class T>
response paginated(const request& from, page asked, const base::listing<T>& part) {
    boost::json::array results;
    for (const auto& item : part.items)
        results.push_back(to_json(item));
    return paginated(from, asked, part.count, std::move(results));
}

/// Gives handlers what their module shares: `bound(with)(handle)` is the handler of a route.
template <class With>
auto bound(With with) {
    return [with](async::task<response> (*handle)(With, request&)) -> handler {
        return [with, handle](request& from) { return handle(with, from); };
    };
}

} // namespace http

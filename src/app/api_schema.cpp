#include "app/api_schema.hpp"

#include "accounts/docs.hpp"
#include "http/options.hpp"
#include "notifications/docs.hpp"
#include "products/docs.hpp"
#include "promos/docs.hpp"
#include "reservations/docs.hpp"
#include "stores/docs.hpp"

#include <memory>

#include <boost/json/serialize.hpp>

namespace app {

namespace {

/// Raised when a client could notice.
constexpr std::string_view api_version = "1.0.0";
constexpr std::string_view schema_path = "/api/schema/";

async::task<http::response> show(std::shared_ptr<const std::string> text) {
    auto answer = http::raw_json_response(200, *text);
    answer.headers.emplace_back("Cache-Control", "no-cache");
    co_return answer;
}

} // namespace

http::api_docs api_documentation() {
    http::api_docs docs;
    accounts::describe_routes(docs);
    stores::describe_routes(docs);
    products::describe_routes(docs);
    promos::describe_routes(docs);
    reservations::describe_routes(docs);
    notifications::describe_routes(docs);
    docs.describe(http::verb::get, "/api/config/",
                  {.summary = "What a page of ours needs to know: map tiles, the key of Web Push"});
    docs.describe(http::verb::get, schema_path, {.summary = "This document"});
    return docs;
}

void register_schema_routes(http::router& router) {
    // Filled below: the document shows this route, too.
    const auto text = std::make_shared<std::string>();
    router.add({http::verb::get, schema_path, http::access::anyone,
                [text](http::request&) { return show(text); }});
    const auto docs = api_documentation();
    *text = boost::json::serialize(docs.document(router, api_version));
    http::register_options(router, docs);
}

} // namespace app

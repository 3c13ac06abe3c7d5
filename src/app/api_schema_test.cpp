// The API's document: of every route, and well formed.

#include "app/api_schema.hpp"
#include "app/web_shard.hpp"

#include <set>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using boost::json::object;
using boost::json::value;
using testing::IsEmpty;

/// A shard as `web` makes it; nothing of it is started.
class shard {
public:
    const http::router& routes() const { return shard_.routes(); }

    std::string schema() { return answer_of(http::verb::get, "/api/schema/").body; }

    http::response answer_of(http::verb method, std::string_view path,
                             std::optional<http::caller> by = std::nullopt) {
        auto match = shard_.routes().find(method, path, path);
        http::response answer;
        http::request request;
        request.caller = by;
        const auto ask = [&]() -> async::task<> {
            answer = co_await match.found->handler(request);
        };
        boost::asio::co_spawn(io_, ask(), [](std::exception_ptr failure) {
            if (failure)
                std::rethrow_exception(failure);
        });
        io_.restart();
        io_.run();
        return answer;
    }

private:
    static app::settings some_settings() {
        return app::settings_from({{"SECRET_KEY", std::string(50, 's')}, {"DEBUG", "True"}})
            .value();
    }

    boost::asio::io_context io_{1};
    app::settings with_ = some_settings();
    base::metrics metrics_;
    base::offset_clock clock_;
    std::atomic<bool> stopping_ = false;
    app::role_context context_{with_, io_.get_executor(), {}, metrics_, clock_, stopping_};
    accounts::password_hasher hasher_{{1, 1}};
    accounts::token_signer signer_{with_.secret_key};
    promos::board board_;
    app::live_channel live_{context_, board_};
    notifications::live::seats seats_{1};
    app::map_tiles tiles_;
    std::vector<http::static_file> website_ = app::website(tiles_);
    app::web_shared shared_{context_, hasher_, signer_, board_, live_, seats_, tiles_, website_};
    app::web_shard shard_{io_.get_executor(), shared_};
};

/// Every object in the document, with where it stands.
void for_each_object(const value& in, const std::string& at,
                     const std::function<void(const object&, const std::string&)>& look) {
    if (const auto* list = in.if_array()) {
        for (std::size_t i = 0; i < list->size(); ++i)
            for_each_object((*list)[i], fmt::format("{}/{}", at, i), look);
    }
    const auto* members = in.if_object();
    if (!members)
        return;
    look(*members, at);
    for (const auto& [key, inside] : *members)
        for_each_object(inside, fmt::format("{}/{}", at, std::string_view{key}), look);
}

std::set<std::string> parameters_in(std::string_view path) {
    std::set<std::string> names;
    for (std::size_t at = 0; (at = path.find('{', at)) != std::string_view::npos; ++at)
        names.emplace(path.substr(at + 1, path.find('}', at) - at - 1));
    return names;
}

void check_operation(std::string_view path, const object& operation, std::set<std::string>& ids) {
    const auto where = std::string{operation.at("operationId").as_string()};
    EXPECT_TRUE(ids.insert(where).second) << where << " comes twice";
    EXPECT_FALSE(operation.at("summary").as_string().empty()) << where;
    std::set<std::string> in_path;
    std::set<std::string> all;
    if (const auto* parameters = operation.if_contains("parameters")) {
        for (const auto& one : parameters->as_array()) {
            const std::string name{one.at("name").as_string()};
            EXPECT_TRUE(all.insert(name).second) << where << ": " << name;
            EXPECT_TRUE(one.at("schema").is_object()) << where;
            if (one.at("in") == "path")
                in_path.insert(name);
        }
    }
    EXPECT_EQ(in_path, parameters_in(path)) << where;
    EXPECT_THAT(operation.at("tags").as_array(), testing::SizeIs(1)) << where;
    const auto& responses = operation.at("responses").as_object();
    EXPECT_GE(responses.size(), 2U) << where << " tells no failure";
    for (const auto& [status, answer] : responses) {
        EXPECT_THAT(std::string{status}, testing::MatchesRegex("[2-5][0-9][0-9]")) << where;
        EXPECT_FALSE(answer.at("description").as_string().empty()) << where;
    }
}

TEST(api_schema, describes_every_route_and_no_other) {
    const shard web;
    EXPECT_THAT(app::api_documentation().mistakes(web.routes()), IsEmpty());
}

TEST(api_schema, tells_by_options_what_a_path_takes) {
    shard web;
    const auto to_nobody = web.answer_of(http::verb::options, "/api/stores/");
    EXPECT_EQ(to_nobody.body,
              R"({"name":"List stores, with a point the nearest first","description":"",)"
              R"("renders":["application/json"],"parses":["application/json"]})");
    EXPECT_THAT(to_nobody.headers,
                testing::ElementsAre(testing::Pair("Allow", "OPTIONS, GET, HEAD, POST")));
    const auto told = web.answer_of(http::verb::options, "/api/stores/", http::caller{});
    const auto body = boost::json::parse(told.body);
    const auto& fields = body.at("actions").at("POST").as_object();
    EXPECT_EQ(boost::json::serialize(fields.at("name")),
              R"({"type":"string","required":true,"read_only":false,"max_length":255,)"
              R"("label":"Name"})");
    EXPECT_EQ(fields.at("is_active").at("type"), "boolean");
    EXPECT_EQ(web.routes().find(http::verb::options, "/api/users/", "").found->who,
              http::access::staff);
}

TEST(api_schema, is_an_openapi_document) {
    const auto document = boost::json::parse(shard{}.schema());
    EXPECT_EQ(document.at("openapi"), "3.1.0");
    EXPECT_FALSE(document.at("info").at("title").as_string().empty());
    EXPECT_FALSE(document.at("info").at("version").as_string().empty());
    std::set<std::string> ids;
    for (const auto& [path, operations] : document.at("paths").as_object()) {
        EXPECT_TRUE(path.starts_with('/'));
        for (const auto& [verb, operation] : operations.as_object()) {
            EXPECT_THAT(std::string{verb}, testing::AnyOf("get", "post", "put", "patch", "delete"));
            check_operation(path, operation.as_object(), ids);
        }
    }
    EXPECT_GT(ids.size(), 60U);
}

TEST(api_schema, refers_only_to_what_it_has_and_knows_json_schemas_types) {
    const auto document = boost::json::parse(shard{}.schema());
    const std::set<std::string> types{"object", "array",   "string", "integer",
                                      "number", "boolean", "null"};
    const auto look = [&](const object& one, const std::string& at) {
        if (const auto* to = one.if_contains("$ref"); to && to->is_string()) {
            const std::string_view path{to->as_string()};
            ASSERT_TRUE(path.starts_with('#')) << at;
            boost::system::error_code missing;
            EXPECT_NE(document.find_pointer(path.substr(1), missing), nullptr) << at << path;
        }
        const auto* type = one.if_contains("type");
        // A property may be named so, too.
        if (!type || at.ends_with("/properties") || at.contains("/securitySchemes/") ||
            at.contains("/example"))
            return;
        if (type->is_string()) {
            EXPECT_TRUE(types.contains(std::string{type->as_string()})) << at;
        }
        if (const auto* examples = one.if_contains("examples")) {
            EXPECT_TRUE(examples->is_array() && !examples->as_array().empty()) << at;
        }
        const auto* required = one.if_contains("required");
        if (required && required->is_array()) {
            for (const auto& name : required->as_array())
                EXPECT_TRUE(one.at("properties").as_object().contains(name.as_string())) << at;
        }
    };
    for_each_object(document, "", look);
}

TEST(api_schema, tells_bodies_by_the_code_that_reads_them) {
    const auto document = boost::json::parse(shard{}.schema());
    const auto& body = document.at("paths")
                           .at("/api/stores/")
                           .at("post")
                           .at("requestBody")
                           .at("content")
                           .at("application/json")
                           .at("schema");
    EXPECT_EQ(body.at("properties").at("name").at("maxLength"), 255);
    EXPECT_EQ(body.at("required"), (value{"name", "latitude", "longitude"}));
    const auto& reserve = document.at("paths").at("/api/flash-promos/{id}/reserve/").at("post");
    EXPECT_TRUE(reserve.at("responses").as_object().contains("409"));
    EXPECT_EQ(reserve.at("parameters").as_array().size(), 2U) << "the id, and Idempotency-Key";
}

} // namespace

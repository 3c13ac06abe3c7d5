#include "http/router.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace {

using enum http::verb;

async::task<http::response> nothing(http::request&) {
    co_return http::no_content();
}

http::router sample() {
    http::router routes;
    routes.add({get, "/", http::access::anyone, nothing});
    routes.add({get, "/api/flash-promos/", http::access::anyone, nothing});
    routes.add({post, "/api/flash-promos/", http::access::signed_in, nothing});
    routes.add({get, "/api/flash-promos/live/", http::access::anyone, nothing});
    routes.add({get, "/api/flash-promos/{id}/", http::access::anyone, nothing});
    routes.add({delete_, "/api/flash-promos/{id}/", http::access::signed_in, nothing});
    routes.add({post, "/api/flash-promos/{id}/reserve/", http::access::signed_in, nothing});
    routes.add({get, "/queue/{account}/{name}", http::access::anyone, nothing});
    routes.add({get, "/queue/{id}/stats", http::access::anyone, nothing});
    return routes;
}

std::string_view header(const http::response& answer, std::string_view name) {
    const auto found =
        std::ranges::find(answer.headers, name, &std::pair<std::string, std::string>::first);
    return found == answer.headers.end() ? std::string_view{} : std::string_view{found->second};
}

TEST(router, finds_literals_ids_and_names) {
    const auto routes = sample();
    EXPECT_EQ(routes.find(get, "/", "/").found->path, "/");
    EXPECT_EQ(routes.find(get, "/api/flash-promos/live/", "").found->path,
              "/api/flash-promos/live/");
    const auto reserve = routes.find(post, "/api/flash-promos/42/reserve/", "");
    ASSERT_TRUE(reserve.found);
    EXPECT_EQ(reserve.found->path, "/api/flash-promos/{id}/reserve/");
    EXPECT_EQ(reserve.path_values, std::vector<std::string>{"42"});
    const auto names = routes.find(get, "/queue/000/jobs", "");
    EXPECT_EQ(names.path_values, (std::vector<std::string>{"000", "jobs"}));
    EXPECT_FALSE(names.otherwise);
}

TEST(router, goes_back_to_a_looser_pattern) {
    const auto routes = sample();
    EXPECT_EQ(routes.find(get, "/queue/1/stats", "").found->path, "/queue/{id}/stats");
    const auto loose = routes.find(get, "/queue/1/other", "");
    ASSERT_TRUE(loose.found);
    EXPECT_EQ(loose.found->path, "/queue/{account}/{name}");
    EXPECT_EQ(loose.path_values, (std::vector<std::string>{"1", "other"}));
}

TEST(router, serves_head_by_get) {
    EXPECT_EQ(sample().find(head, "/api/flash-promos/7/", "").found->method, get);
}

TEST(router, answers_404_for_what_is_no_path_and_no_id) {
    const auto routes = sample();
    for (const auto* path :
         {"/api/", "/api/flash-promos/0/", "/api/flash-promos/-1/", "/api/flash-promos/x/",
          "/api/flash-promos/99999999999999999999/", "/api/flash-promos//reserve/", "/queue//jobs",
          "api", "", "*", "/api/flash-promos/7/reserve/more/"}) {
        const auto answer = routes.find(post, path, path);
        EXPECT_FALSE(answer.found) << path;
        ASSERT_TRUE(answer.otherwise) << path;
        EXPECT_EQ(answer.otherwise->status, 404U) << path;
        EXPECT_EQ(answer.otherwise->body, R"({"detail":"Not found."})");
        EXPECT_TRUE(answer.path_values.empty());
    }
}

TEST(router, answers_405_with_what_is_allowed) {
    const auto answer = sample().find(put, "/api/flash-promos/7/", "");
    ASSERT_TRUE(answer.otherwise);
    EXPECT_EQ(answer.otherwise->status, 405U);
    EXPECT_EQ(answer.otherwise->body, R"({"detail":"Method \"PUT\" not allowed."})");
    EXPECT_EQ(header(*answer.otherwise, "Allow"), "GET, HEAD, DELETE, OPTIONS");
    EXPECT_EQ(sample().refuse("TRACE", "/", "/").status, 405U);
}

TEST(router, redirects_a_get_without_its_slash) {
    const auto answer = sample().find(get, "/api/flash-promos", "/api/flash%2Dpromos?page=2&x=/");
    ASSERT_TRUE(answer.otherwise);
    EXPECT_EQ(answer.otherwise->status, 301U);
    EXPECT_EQ(header(*answer.otherwise, "Location"), "/api/flash%2Dpromos/?page=2&x=/");
    EXPECT_EQ(sample().find(post, "/api/flash-promos", "/api/flash-promos").otherwise->status,
              404U);
    EXPECT_EQ(sample().find(get, "/api/flash-promos/7/reserve", "").otherwise->status, 404U);
}

TEST(router_death_test, refuses_the_same_route_twice) {
    auto routes = sample();
    EXPECT_DEATH(routes.add({get, "/queue/{other}/{names}", http::access::anyone, nothing}),
                 "place == none");
}

} // namespace

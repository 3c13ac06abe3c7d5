#include "tasks/message.hpp"
#include "tasks/repr.hpp"
#include "tasks/result.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

namespace json = boost::json;
using tasks::decode;
using tasks::encode;

// Captured from Celery 5.2.6 with kombu 5.2.4: send_task('t.add', [1, 2], task_id=...).
constexpr std::string_view plain =
    R"json({"body": "W1sxLCAyXSwge30sIHsiY2FsbGJhY2tzIjogbnVsbCwgImVycmJhY2tzIjogbnVsbCwgIm)json"
    R"json(NoYWluIjogbnVsbCwgImNob3JkIjogbnVsbH1d", "content-encoding": "utf-8", "content-t)json"
    R"json(ype": "application/json", "headers": {"lang": "py", "task": "t.add", "id": "1111)json"
    R"json(1111-1111-4111-8111-111111111111", "shadow": null, "eta": null, "expires": null,)json"
    R"json( "group": null, "group_index": null, "retries": 0, "timelimit": [null, null], "r)json"
    R"json(oot_id": "11111111-1111-4111-8111-111111111111", "parent_id": null, "argsrepr": )json"
    R"json("[1, 2]", "kwargsrepr": "{}", "origin": "gen16320@host", "ignore_result": false})json"
    R"json(, "properties": {"correlation_id": "11111111-1111-4111-8111-111111111111", "repl)json"
    R"json(y_to": "0bb8b3e4-93ec-30af-b9c8-e86a3df33f2d", "delivery_mode": 2, "delivery_inf)json"
    R"json(o": {"exchange": "", "routing_key": "celery"}, "priority": 0, "body_encoding": ")json"
    R"json(base64", "delivery_tag": "90b3c5c9-a842-47b6-8a9b-09c87c9141f1"}})json";

// send_task('t.add', ['\u00f1"', 2.5], {'k': None, 'b': True}, countdown=60, expires=120,
// time_limit=10, soft_time_limit=5, priority=5, headers={'x-mine': 'v'}).
constexpr std::string_view rich =
    R"json({"body": "W1siXHUwMGYxXCIiLCAyLjVdLCB7ImsiOiBudWxsLCAiYiI6IHRydWV9LCB7ImNhbGxiYW)json"
    R"json(NrcyI6IG51bGwsICJlcnJiYWNrcyI6IG51bGwsICJjaGFpbiI6IG51bGwsICJjaG9yZCI6IG51bGx9XQ)json"
    R"json(==", "content-encoding": "utf-8", "content-type": "application/json", "headers":)json"
    R"json( {"lang": "py", "task": "t.add", "id": "61ea271c-8128-4cac-be93-f9bcfe161d41", ")json"
    R"json(shadow": null, "eta": "2026-11-24T04:16:39.079566+00:00", "expires": "2026-11-24)json"
    R"json(T04:17:39.079566+00:00", "group": null, "group_index": null, "retries": 0, "time)json"
    R"json(limit": [10, 5], "root_id": "61ea271c-8128-4cac-be93-f9bcfe161d41", "parent_id":)json"
    R"json( null, "argsrepr": "['\u00f1\"', 2.5]", "kwargsrepr": "{'k': None, 'b': True}", )json"
    R"json("origin": "gen16320@host", "ignore_result": false, "x-mine": "v"}, "properties":)json"
    R"json( {"correlation_id": "61ea271c-8128-4cac-be93-f9bcfe161d41", "reply_to": "0bb8b3e)json"
    R"json(4-93ec-30af-b9c8-e86a3df33f2d", "delivery_mode": 2, "expiration": "120000", "del)json"
    R"json(ivery_info": {"exchange": "", "routing_key": "celery"}, "priority": 5, "body_enc)json"
    R"json(oding": "base64", "delivery_tag": "d2c8c213-9c2e-4788-9c63-697326009fe6"}})json";

// As Celery 5.6 types what JSON cannot hold.
constexpr std::string_view typed =
    R"json({"body": "W1t7Il9fdHlwZV9fIjogInV1aWQiLCAiX192YWx1ZV9fIjogeyJoZXgiOiAiMDAwMDAwMD)json"
    R"json(AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDUifX0sIHsiX190eXBlX18iOiAiZGF0ZXRpbWUiLCAiX192YW)json"
    R"json(x1ZV9fIjogIjIwMjYtMDEtMDJUMDM6MDQ6MDUuMDAwMDA2In0sIHsiX190eXBlX18iOiAiZGVjaW1hbC)json"
    R"json(IsICJfX3ZhbHVlX18iOiAiMS41MCJ9XSwgeyJrIjogW3siX190eXBlX18iOiAiYnl0ZXMiLCAiX192YW)json"
    R"json(x1ZV9fIjogImFiYyJ9XX0sIHt9XQ==", "content-encoding": "utf-8", "content-type": "a)json"
    R"json(pplication/json", "headers": {"lang": "py", "task": "t.add", "id": "11111111-111)json"
    R"json(1-4111-8111-111111111111", "shadow": null, "eta": null, "expires": null, "group")json"
    R"json(: null, "group_index": null, "retries": 0, "timelimit": [null, null], "root_id":)json"
    R"json( "11111111-1111-4111-8111-111111111111", "parent_id": null, "argsrepr": "[1, 2]")json"
    R"json(, "kwargsrepr": "{}", "origin": "gen16320@host", "ignore_result": false, "stampe)json"
    R"json(d_headers": [], "stamps": {}}, "properties": {"correlation_id": "11111111-1111-4)json"
    R"json(111-8111-111111111111", "reply_to": "0bb8b3e4-93ec-30af-b9c8-e86a3df33f2d", "del)json"
    R"json(ivery_mode": 2, "delivery_info": {"exchange": "", "routing_key": "celery"}, "pri)json"
    R"json(ority": 0, "body_encoding": "base64", "delivery_tag": "90b3c5c9-a842-47b6-8a9b-0)json"
    R"json(9c87c9141f1"}})json";

// As celery.node sends it: hardly any header.
constexpr std::string_view from_node =
    R"json({"body": "W1sxLDJdLHt9LHt9XQ==", "content-type": "application/json", "content-en)json"
    R"json(coding": "utf-8", "headers": {"lang": "js", "task": "tasks.add", "id": "33333333)json"
    R"json(-3333-4333-8333-333333333333"}, "properties": {"body_encoding": "base64", "corre)json"
    R"json(lationId": "x", "replyTo": "y", "delivery_info": {"exchange": "celery", "routing)json"
    R"json(_key": "celery"}, "delivery_tag": "t"}})json";

base::instant at(std::string_view text) {
    return base::parse_rfc3339(text).value();
}

TEST(decode, reads_what_celery_sends) {
    const auto got = decode(plain);
    ASSERT_TRUE(got) << got.error();
    EXPECT_EQ(got->id, "11111111-1111-4111-8111-111111111111");
    EXPECT_EQ(got->name, "t.add");
    EXPECT_EQ(got->args, (json::array{1, 2}));
    EXPECT_TRUE(got->kwargs.empty());
    EXPECT_EQ(got->queue, "celery");
    EXPECT_EQ(got->retries, 0);
    EXPECT_FALSE(got->eta || got->expires || got->time_limit_seconds || got->ignore_result);
}

TEST(decode, reads_every_option) {
    const auto got = decode(rich);
    ASSERT_TRUE(got) << got.error();
    EXPECT_EQ(got->args, (json::array{"\u00f1\"", 2.5}));
    EXPECT_EQ(got->kwargs, (json::object{{"k", nullptr}, {"b", true}}));
    EXPECT_EQ(got->eta, at("2026-11-24T04:16:39.079566Z"));
    EXPECT_EQ(got->expires, at("2026-11-24T04:17:39.079566Z"));
    EXPECT_EQ(got->time_limit_seconds, 5);
    EXPECT_EQ(got->priority, 5);
    EXPECT_EQ(got->headers.at("x-mine"), "v");
}

TEST(decode, turns_typed_values_into_plain_ones) {
    const auto got = decode(typed);
    ASSERT_TRUE(got) << got.error();
    EXPECT_EQ(got->args, (json::array{"00000000-0000-0000-0000-000000000005",
                                      "2026-01-02T03:04:05.000006", "1.50"}));
    EXPECT_EQ(json::serialize(got->kwargs), R"({"k":["abc"]})");
}

TEST(decode, needs_only_task_and_id) {
    const auto got = decode(from_node);
    ASSERT_TRUE(got) << got.error();
    EXPECT_EQ(got->name, "tasks.add");
    EXPECT_EQ(got->args, (json::array{1, 2}));
}

TEST(decode, says_why_it_refuses) {
    EXPECT_THAT(decode("").error(), testing::HasSubstr("JSON"));
    EXPECT_THAT(decode("[]").error(), testing::HasSubstr("JSON object"));
    EXPECT_THAT(decode(R"({"content-type":"application/x-python-serialize","body":"x"})").error(),
                testing::HasSubstr("no JSON"));
    EXPECT_THAT(decode(R"({"content-type":"application/json"})").error(),
                testing::HasSubstr("no body"));
    EXPECT_THAT(
        decode(
            R"({"content-type":"application/json","body":"!","properties":{"body_encoding":"base64"}})")
            .error(),
        testing::HasSubstr("base64"));
    EXPECT_THAT(decode(R"({"content-type":"application/json","body":"[[],{}]"})").error(),
                testing::HasSubstr("names no task"));
    EXPECT_THAT(
        decode(
            R"({"content-type":"application/json","body":"[[],{}]","headers":{"task":"a","id":"b","eta":"soon"}})")
            .error(),
        testing::HasSubstr("no time"));
}

/// The names of all members, in order, of an object and of the objects in it.
std::string shape(const json::value& value) {
    if (!value.is_object())
        return "";
    std::string out = "{";
    for (const auto& [key, member] : value.get_object())
        out += std::string{key} + shape(member) + " ";
    return out + "}";
}

TEST(encode, has_the_members_of_celerys_own) {
    const auto mine =
        encode(tasks::make_message("11111111-1111-4111-8111-111111111111", {"t.add", {1, 2}}));
    EXPECT_EQ(shape(json::parse(mine)),
              shape(json::parse(json::string_view{plain.data(), plain.size()})));
    const auto got = decode(mine);
    ASSERT_TRUE(got) << got.error();
    EXPECT_EQ(got->args, (json::array{1, 2}));
    EXPECT_EQ(got->headers.at("argsrepr"), "[1, 2]");
}

TEST(encode, keeps_what_it_does_not_know) {
    const auto first = decode(rich);
    ASSERT_TRUE(first);
    const auto again = decode(encode(*first));
    ASSERT_TRUE(again);
    auto headers = again->headers;
    EXPECT_EQ(headers, first->headers);
    EXPECT_EQ(again->args, first->args);
    EXPECT_NE(again->properties.at("delivery_tag"), first->properties.at("delivery_tag"));
}

TEST(make_retry, counts_and_is_its_own_parent) {
    const auto first = decode(plain);
    ASSERT_TRUE(first);
    const auto again = decode(encode(tasks::make_retry(*first, at("2026-11-24T05:00:00Z"))));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->id, first->id);
    EXPECT_EQ(again->retries, 1);
    EXPECT_EQ(again->eta, at("2026-11-24T05:00:00Z"));
    EXPECT_EQ(again->headers.at("parent_id").as_string(), first->id);
}

TEST(queue_key, takes_the_lower_step) {
    EXPECT_EQ(tasks::queue_key("celery", 0), "celery");
    EXPECT_EQ(tasks::queue_key("celery", 2), "celery");
    EXPECT_EQ(tasks::queue_key("celery", 5), "celery\x06\x16"
                                             "3");
    EXPECT_EQ(tasks::queue_key("celery", 9), "celery\x06\x16"
                                             "9");
}

TEST(python_repr, looks_like_pythons) {
    EXPECT_EQ(tasks::python_repr(json::array{nullptr, true, 1, 2.0, "a'b", "a\"'b\n"}),
              R"([None, True, 1, 2.0, "a'b", 'a"\'b\n'])");
    EXPECT_EQ(tasks::python_repr(json::object{{"k", json::array{}}}), "{'k': []}");
    EXPECT_LE(tasks::python_repr(json::value(std::string(5000, 'x'))).size(), 1024u);
}

// The results below were captured from a Celery 5.2.6 worker; only the spaces differ.
TEST(results, are_celerys) {
    const auto of = decode(plain).value();
    const auto done = at("2026-11-24T04:15:42.523247Z");
    const std::string tail = R"(,"task_id":"11111111-1111-4111-8111-111111111111"})";
    EXPECT_EQ(tasks::success_result(of, 3, done),
              R"({"status":"SUCCESS","result":3,"traceback":null,"children":[],)"
              R"("date_done":"2026-11-24T04:15:42.523247")" +
                  tail);
    EXPECT_EQ(
        tasks::failure_result(of, {"ValueError", {"boom", 1}}, done),
        R"({"status":"FAILURE","result":{"exc_type":"ValueError","exc_message":["boom",1],)"
        R"("exc_module":"builtins"},"traceback":null,"children":[],"date_done":"2026-11-24T04:15:42.523247")" +
            tail);
    EXPECT_EQ(
        tasks::failure_result(of, tasks::not_registered("t.unknown"), done),
        R"({"status":"FAILURE","result":{"exc_type":"NotRegistered","exc_message":["t.unknown"],)"
        R"("exc_module":"celery.exceptions"},"traceback":null,"children":[],)"
        R"("date_done":"2026-11-24T04:15:42.523247")" +
            tail);
    EXPECT_EQ(
        tasks::revoked_result(of, "expired", done),
        R"({"status":"REVOKED","result":{"exc_type":"TaskRevokedError","exc_message":["expired"],)"
        R"("exc_module":"celery.exceptions"},"traceback":null,"children":[],)"
        R"("date_done":"2026-11-24T04:15:42.523247")" +
            tail);
    EXPECT_EQ(
        tasks::retry_result(of, {"ValueError", {"again"}}),
        R"({"status":"RETRY","result":{"exc_type":"ValueError","exc_message":["again"],)"
        R"("exc_module":"builtins"},"traceback":null,)"
        R"("children":[[["11111111-1111-4111-8111-111111111111",null],null]],"date_done":null)" +
            tail);
    const auto second = tasks::make_retry(of, {});
    EXPECT_EQ(
        tasks::success_result(second, 1, done),
        R"({"status":"SUCCESS","result":1,"traceback":null,"children":[],)"
        R"("date_done":"2026-11-24T04:15:42.523247","parent_id":"11111111-1111-4111-8111-111111111111")" +
            tail);
}

} // namespace

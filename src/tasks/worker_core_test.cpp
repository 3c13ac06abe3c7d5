#include "tasks/worker_core.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using tasks::job;
using tasks::settlement;
using tasks::worker_core;
using testing::ElementsAre;
using testing::IsEmpty;

const base::instant noon = base::parse_rfc3339("2026-11-24T12:00:00Z").value();

job make_job(std::string tag, std::optional<base::instant> eta = {}, bool is_urgent = false) {
    job made{std::move(tag), {}, is_urgent};
    made.call.eta = eta;
    return made;
}

settlement end_of(const job& ended) {
    return {.tag = ended.tag, .result_key = {}, .result = {}, .push_key = {}, .push = {}};
}

worker_core small() {
    return worker_core{{.concurrency = 2, .prefetch = 2, .held_max = 3}};
}

TEST(worker_core, starts_no_more_than_its_slots) {
    auto core = small();
    EXPECT_EQ(core.room(), 4u);
    for (const auto* tag : {"a", "b", "c"})
        core.accept(make_job(tag), noon);
    EXPECT_EQ(core.room(), 1u);
    const auto a = core.start(noon);
    const auto b = core.start(noon);
    ASSERT_TRUE(a && b);
    EXPECT_EQ(a->tag, "a");
    EXPECT_FALSE(core.start(noon));
    core.settle(end_of(*a));
    EXPECT_EQ(core.start(noon)->tag, "c");
    EXPECT_EQ(core.room(), 1u) << "an end that is not acknowledged still counts";
}

TEST(worker_core, holds_a_task_until_its_eta) {
    auto core = small();
    core.accept(make_job("later", noon + 10s), noon);
    core.accept(make_job("now", noon), noon);
    EXPECT_EQ(core.room(), 3u) << "what is held takes no room";
    EXPECT_EQ(core.start(noon)->tag, "now");
    EXPECT_FALSE(core.start(noon));
    EXPECT_EQ(core.next_eta(), noon + 10s);
    EXPECT_EQ(core.start(noon + 10s)->tag, "later");
}

TEST(worker_core, fetches_nothing_when_it_holds_too_many) {
    auto core = small();
    for (const auto* tag : {"a", "b", "c"})
        core.accept(make_job(tag, noon + 1h), noon);
    EXPECT_EQ(core.room(), 0u);
}

TEST(worker_core, does_not_wake_for_an_eta_without_a_free_slot) {
    auto core = small();
    for (const auto* tag : {"a", "b"})
        core.accept(make_job(tag), noon);
    core.accept(make_job("later", noon + 1s), noon);
    core.start(noon);
    core.start(noon);
    EXPECT_FALSE(core.next_eta());
}

TEST(worker_core, starts_what_is_urgent_at_its_eta_whatever_runs) {
    auto core = small();
    for (const auto* tag : {"a", "b", "c"})
        core.accept(make_job(tag), noon);
    core.accept(make_job("at ten", noon + 10s, true), noon);
    core.accept(make_job("at once", std::nullopt, true), noon);
    EXPECT_EQ(core.start(noon)->tag, "at once");
    EXPECT_EQ(core.start(noon)->tag, "a");
    const auto b = core.start(noon);
    EXPECT_EQ(b->tag, "b") << "the urgent one took no slot";
    EXPECT_FALSE(core.start(noon));
    EXPECT_EQ(core.next_eta(), noon + 10s);
    EXPECT_EQ(core.start(noon + 10s)->tag, "at ten");
    core.settle(end_of(*b));
    EXPECT_EQ(core.start(noon + 10s)->tag, "c");
    core.accept(make_job("never", noon + 1h, true), noon + 10s);
    EXPECT_THAT(core.stop(), ElementsAre("never"));
    EXPECT_EQ(core.running(), 4u);
}

TEST(worker_core, keeps_settlements_that_could_not_be_sent) {
    auto core = small();
    for (const auto* tag : {"a", "b"})
        core.accept(make_job(tag), noon);
    const auto a = core.start(noon);
    const auto b = core.start(noon);
    core.settle(end_of(*a));
    auto sent = core.take_settlements(10);
    EXPECT_FALSE(core.has_settlements());
    core.settle(end_of(*b));
    core.retry_settlements(std::move(sent));
    sent = core.take_settlements(1);
    EXPECT_EQ(sent.at(0).tag, "a");
    EXPECT_THAT(core.tags(), ElementsAre("a", "b"));
    core.confirm(sent);
    core.confirm(core.take_settlements(10));
    EXPECT_TRUE(core.is_idle());
}

TEST(worker_core, gives_back_what_has_not_started) {
    auto core = small();
    core.accept(make_job("a"), noon);
    const auto a = core.start(noon);
    core.accept(make_job("b"), noon);
    core.accept(make_job("c", noon + 1h), noon);
    EXPECT_THAT(core.stop(), ElementsAre("b", "c"));
    EXPECT_EQ(core.room(), 0u);
    EXPECT_FALSE(core.start(noon + 2h));
    EXPECT_FALSE(core.is_idle());
    core.settle(end_of(*a));
    core.confirm(core.take_settlements(10));
    EXPECT_TRUE(core.is_idle());
    EXPECT_THAT(core.stop(), IsEmpty());
}

TEST(worker_core, forgets_an_abandoned_job) {
    auto core = small();
    core.accept(make_job("a"), noon);
    core.start(noon);
    core.abandon("a");
    EXPECT_TRUE(core.is_idle());
    EXPECT_FALSE(core.has_settlements());
}

TEST(worker_core, acknowledges_what_cannot_be_read) {
    auto core = small();
    core.drop({.tag = "x", .result_key = {}, .result = {}, .push_key = {}, .push = {}});
    EXPECT_FALSE(core.is_idle());
    core.confirm(core.take_settlements(10));
    EXPECT_TRUE(core.is_idle());
}

} // namespace

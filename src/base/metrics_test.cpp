#include "base/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

TEST(metrics, prints_prometheus_text) {
    base::metrics metrics;
    metrics.make_counter("marketplace_things_total", "Things.", {{"kind", "a"}}).add(2);
    metrics.make_counter("marketplace_things_total", "Things.", {{"kind", "a"}}).add();
    EXPECT_THAT(metrics.to_text(), testing::HasSubstr("marketplace_things_total{kind=\"a\"} 3"));
}

} // namespace

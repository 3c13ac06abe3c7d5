#include "base/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace base {
namespace {

prometheus::Labels to_labels(metrics::labels with) {
    prometheus::Labels labels;
    for (const auto& [key, value] : with)
        labels.emplace(key, value);
    return labels;
}

} // namespace

metrics::metrics()
    : registry_{std::make_unique<prometheus::Registry>()} {}
metrics::~metrics() = default;

void metrics::counter::add(double by) {
    impl_->Increment(by);
}
void metrics::gauge::set(double value) {
    impl_->Set(value);
}
void metrics::gauge::add(double by) {
    impl_->Increment(by);
}
void metrics::histogram::observe(double value) {
    impl_->Observe(value);
}

metrics::counter metrics::make_counter(const char* name, const char* help, labels with) {
    return counter{
        prometheus::BuildCounter().Name(name).Help(help).Register(*registry_).Add(to_labels(with))};
}

metrics::gauge metrics::make_gauge(const char* name, const char* help, labels with) {
    return gauge{
        prometheus::BuildGauge().Name(name).Help(help).Register(*registry_).Add(to_labels(with))};
}

metrics::histogram metrics::make_duration_seconds(const char* name, const char* help, labels with) {
    static const prometheus::Histogram::BucketBoundaries bounds{
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
    return histogram{prometheus::BuildHistogram()
                         .Name(name)
                         .Help(help)
                         .Register(*registry_)
                         .Add(to_labels(with), bounds)};
}

metrics::histogram metrics::make_size(const char* name, const char* help, labels with) {
    static const prometheus::Histogram::BucketBoundaries bounds{1,  2,   4,   8,   16,  32,
                                                                64, 128, 256, 512, 1024};
    return histogram{prometheus::BuildHistogram()
                         .Name(name)
                         .Help(help)
                         .Register(*registry_)
                         .Add(to_labels(with), bounds)};
}

std::string metrics::to_text() const {
    return prometheus::TextSerializer{}.Serialize(registry_->Collect());
}

} // namespace base

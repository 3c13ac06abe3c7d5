#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
class Registry;
} // namespace prometheus

namespace base {

/// The measured values of one process, in Prometheus' text format at /metrics. Names are base units
/// with their unit last and `_total` on counters; no label holds a user, a promo or a window.
class metrics {
public:
    using labels = std::initializer_list<std::pair<const char*, std::string>>;

    class counter {
    public:
        explicit counter(prometheus::Counter& impl)
            : impl_{&impl} {}
        void add(double by = 1);

    private:
        prometheus::Counter* impl_;
    };

    class gauge {
    public:
        explicit gauge(prometheus::Gauge& impl)
            : impl_{&impl} {}
        void set(double value);
        void add(double by);

    private:
        prometheus::Gauge* impl_;
    };

    class histogram {
    public:
        explicit histogram(prometheus::Histogram& impl)
            : impl_{&impl} {}
        void observe(double value);

    private:
        prometheus::Histogram* impl_;
    };

    metrics();
    ~metrics();
    metrics(const metrics&) = delete;
    metrics& operator=(const metrics&) = delete;

    /// The handles stay valid as long as this object; asking twice gives the same value.
    /// Thread-safe.
    counter make_counter(const char* name, const char* help, labels with = {});
    gauge make_gauge(const char* name, const char* help, labels with = {});
    /// Buckets from 0.5 ms to 10 s.
    histogram make_duration_seconds(const char* name, const char* help, labels with = {});
    /// Buckets in powers of two from 1 to 1024.
    histogram make_size(const char* name, const char* help, labels with = {});

    std::string to_text() const;

private:
    std::unique_ptr<prometheus::Registry> registry_;
};

} // namespace base

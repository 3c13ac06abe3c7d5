#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace base {

enum class log_level : std::uint8_t { debug, info, warning, error, critical };

std::string_view to_string(log_level level);
/// Takes Celery's and Django's names in any case ("INFO", "warning", "WARN"); nothing for others.
std::optional<log_level> parse_log_level(std::string_view text);

using log_value = std::variant<std::string_view, std::int64_t, double, bool>;

/// One `key=value` of a log line. Values are copied when the line is written, not before.
struct log_field {
    std::string_view key;
    log_value value;

    log_field(std::string_view k, std::string_view v)
        : key{k}
        , value{v} {}
    log_field(std::string_view k, const std::string& v)
        : key{k}
        , value{std::string_view{v}} {}
    log_field(std::string_view k, const char* v)
        : key{k}
        , value{std::string_view{v}} {}
    log_field(std::string_view k, bool v)
        : key{k}
        , value{v} {}
    log_field(std::string_view k, double v)
        : key{k}
        , value{v} {}
    template <class Integer>
        requires std::is_integral_v<Integer>
    log_field(std::string_view k, Integer v)
        : key{k}
        , value{static_cast<std::int64_t>(v)} {}
};

/// Where finished lines go. Called from any thread.
class log_sink {
public:
    virtual ~log_sink() = default;
    virtual void write(log_level level, std::string_view line) = 0;
};

enum class log_format : std::uint8_t { text, json };

/// Turns events into lines: `event` is a short constant phrase, what varies goes into fields.
/// A logger is cheap to copy; `with` makes one that adds a field (a request id, a role) to every
/// line. Never give it a secret: there is no redaction here.
class logger {
public:
    /// Writes nothing; for tests and for tools that print for themselves.
    logger() = default;
    logger(std::shared_ptr<log_sink> sink, log_level level, log_format format);

    logger with(std::string_view key, std::string_view value) const;
    /// Sets the field in this logger, for one that is used again and again (a connection's, for
    /// each request).
    void bind(std::string_view key, std::string_view value);

    bool enabled(log_level level) const { return sink_ && level >= level_; }
    void write(log_level level, std::string_view event,
               std::initializer_list<log_field> fields = {}) const;

    void debug(std::string_view event, std::initializer_list<log_field> fields = {}) const {
        write(log_level::debug, event, fields);
    }
    void info(std::string_view event, std::initializer_list<log_field> fields = {}) const {
        write(log_level::info, event, fields);
    }
    void warning(std::string_view event, std::initializer_list<log_field> fields = {}) const {
        write(log_level::warning, event, fields);
    }
    void error(std::string_view event, std::initializer_list<log_field> fields = {}) const {
        write(log_level::error, event, fields);
    }

private:
    std::shared_ptr<log_sink> sink_;
    log_level level_ = log_level::critical;
    log_format format_ = log_format::text;
    std::vector<std::pair<std::string, std::string>> bound_;
};

} // namespace base

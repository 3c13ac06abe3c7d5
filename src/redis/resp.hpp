#pragma once

#include "redis/reply.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct redisReader;

namespace redis {

/// Appends one command as Redis reads it.
void append_command(std::string& out, std::span<const std::string> arguments);

/// The bytes are no RESP2, or an array in them is larger than we accept.
class protocol_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Turns bytes as they arrive into replies. After protocol_error the connection is of no use.
class reply_reader {
public:
    reply_reader();
    ~reply_reader();
    reply_reader(const reply_reader&) = delete;
    reply_reader& operator=(const reply_reader&) = delete;

    void feed(std::string_view bytes);
    /// The next whole reply; nothing until more bytes come.
    std::optional<reply> next();

private:
    struct free_reader {
        void operator()(redisReader* reader) const;
    };

    std::unique_ptr<redisReader, free_reader> reader_;
};

} // namespace redis

#pragma once

#include <string>
#include <string_view>

namespace redis {

/// A Lua script, sent by its hash and loaded when the server does not know it.
class script {
public:
    /// `text` is not copied: a literal.
    explicit script(std::string_view text);
    std::string_view text() const { return text_; }
    const std::string& sha1() const { return sha1_; }

private:
    std::string_view text_;
    std::string sha1_;
};

} // namespace redis

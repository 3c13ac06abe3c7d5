#pragma once

#include <string>

namespace redis {

/// A Lua script, sent by its hash and loaded when the server does not know it.
class script {
public:
    explicit script(std::string text);
    const std::string& text() const { return text_; }
    const std::string& sha1() const { return sha1_; }

private:
    std::string text_;
    std::string sha1_;
};

} // namespace redis

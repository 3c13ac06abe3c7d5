#pragma once

#include "accounts/password_reset.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace app {

struct smtp_login {
    std::string user; ///< empty: without
    std::string password;
    bool start_tls = false;
};

/// The server does not take this letter, now or ever.
class smtp_refusal : public std::runtime_error {
public:
    smtp_refusal(int code, std::string_view said);
    /// 4xx: another time it may.
    bool is_for_now() const { return code_ / 100 == 4; }

private:
    int code_;
};

/// A letter as it travels (RFC 5322, RFC 2045): UTF-8 as base64.
std::string mail_text(const accounts::mail& letter, std::string_view from, std::string_view date,
                      std::string_view message_id);
/// "ana@example.com" of "Shop <ana@example.com>".
std::string_view address_of(std::string_view sender);

/// What to say to an SMTP server (RFC 5321) after each of its replies, without I/O.
class smtp_dialogue {
public:
    enum class step : std::uint8_t { say, start_tls, done };
    struct action {
        step what = step::done;
        std::string text = {};
    };

    smtp_dialogue(smtp_login login, std::string from, std::string to, std::string text);

    /// Throws smtp_refusal when the reply is not what is needed.
    action on_reply(int code, std::string_view said);
    /// After step::start_tls, when the connection is encrypted.
    action on_encrypted();

private:
    enum class waiting_for : std::uint8_t {
        greeting,
        hello,
        tls,
        login,
        sender,
        receiver,
        data,
        taken,
        bye
    };

    action say(waiting_for next, std::string line);
    action after_hello();

    smtp_login login_;
    std::string from_;
    std::string to_;
    std::string text_;
    waiting_for state_ = waiting_for::greeting;
    bool is_encrypted_ = false;
};

} // namespace app

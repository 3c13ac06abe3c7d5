#include "app/mail/smtp_dialogue.hpp"

#include "base/encoding.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace app {

namespace {

constexpr std::size_t line_length = 76;

std::string in_lines(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += line_length) {
        out += text.substr(at, line_length);
        out += "\r\n";
    }
    return out;
}

/// What would end the line that it stands in.
bool breaks_line(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

} // namespace

smtp_refusal::smtp_refusal(int code, std::string_view said)
    : std::runtime_error{fmt::format("the mail server says {} {}", code, said)}
    , code_{code} {}

std::string_view address_of(std::string_view sender) {
    const auto open = sender.rfind('<');
    const auto close = sender.rfind('>');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return sender;
    return sender.substr(open + 1, close - open - 1);
}

std::string mail_text(const accounts::mail& letter, std::string_view from, std::string_view date,
                      std::string_view message_id) {
    if (breaks_line(letter.to) || breaks_line(from))
        throw std::invalid_argument{"an address of a letter breaks its line"};
    return fmt::format("From: {}\r\nTo: {}\r\nSubject: =?utf-8?B?{}?=\r\nDate: {}\r\n"
                       "Message-ID: <{}>\r\nMIME-Version: 1.0\r\n"
                       "Content-Type: text/plain; charset=utf-8\r\n"
                       "Content-Transfer-Encoding: base64\r\n\r\n{}",
                       from, letter.to, base::to_base64(letter.subject), date, message_id,
                       in_lines(base::to_base64(letter.text)));
}

smtp_dialogue::smtp_dialogue(smtp_login login, std::string from, std::string to, std::string text)
    : login_{std::move(login)}
    , from_{std::move(from)}
    , to_{std::move(to)}
    , text_{std::move(text)} {}

smtp_dialogue::action smtp_dialogue::say(waiting_for next, std::string line) {
    state_ = next;
    return {step::say, std::move(line) + "\r\n"};
}

smtp_dialogue::action smtp_dialogue::after_hello() {
    if (login_.start_tls && !is_encrypted_)
        return say(waiting_for::tls, "STARTTLS");
    if (login_.user.empty())
        return say(waiting_for::sender, fmt::format("MAIL FROM:<{}>", from_));
    const auto secret = '\0' + login_.user + '\0' + login_.password;
    return say(waiting_for::login, "AUTH PLAIN " + base::to_base64(secret));
}

smtp_dialogue::action smtp_dialogue::on_encrypted() {
    is_encrypted_ = true;
    return say(waiting_for::hello, "EHLO localhost");
}

smtp_dialogue::action smtp_dialogue::on_reply(int code, std::string_view said) {
    if (state_ == waiting_for::bye)
        return {step::done}; // the letter is taken, whatever it says now
    const int wanted = state_ == waiting_for::data ? 3 : 2;
    if (code / 100 != wanted)
        throw smtp_refusal{code, said};
    switch (state_) {
    case waiting_for::greeting:
        return say(waiting_for::hello, "EHLO localhost");
    case waiting_for::hello:
        return after_hello();
    case waiting_for::tls:
        return {step::start_tls};
    case waiting_for::login:
        return say(waiting_for::sender, fmt::format("MAIL FROM:<{}>", from_));
    case waiting_for::sender:
        return say(waiting_for::receiver, fmt::format("RCPT TO:<{}>", to_));
    case waiting_for::receiver:
        return say(waiting_for::data, "DATA");
    case waiting_for::data: // base64: no line of it begins with a dot
        return say(waiting_for::taken, text_ + ".");
    case waiting_for::taken:
        return say(waiting_for::bye, "QUIT");
    case waiting_for::bye:
        break;
    }
    return {step::done};
}

} // namespace app

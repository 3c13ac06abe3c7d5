#include "app/commands/terminal.hpp"

#include "app/commands/command.hpp"

#include <cstdio>
#include <iostream>
#include <termios.h>
#include <unistd.h>

#include <fmt/format.h>

namespace app {

namespace {

constexpr int tries_max = 3;

// What is typed is not shown while this lives.
class hidden_input {
public:
    hidden_input() {
        termios hidden = shown_;
        hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    }
    ~hidden_input() { ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown_); }
    hidden_input(const hidden_input&) = delete;
    hidden_input& operator=(const hidden_input&) = delete;

private:
    static termios current() {
        termios now{};
        ::tcgetattr(STDIN_FILENO, &now);
        return now;
    }

    termios shown_ = current();
};

} // namespace

std::string ask(const std::string& question) {
    if (!::isatty(STDIN_FILENO))
        throw failure{"this needs a terminal; see --help for how to do without"};
    fmt::print("{}", question);
    std::fflush(stdout);
    std::string answer;
    if (!std::getline(std::cin, answer))
        throw failure{"cancelled"};
    return answer;
}

std::string ask_secretly(const std::string& question) {
    const hidden_input hide;
    auto answer = ask(question);
    fmt::print("\n");
    return answer;
}

std::string ask_new_password() {
    for (int i = 0; i < tries_max; ++i) {
        const auto first = ask_secretly("Password: ");
        if (first.empty()) {
            fmt::print("Error: Blank passwords aren't allowed.\n");
            continue;
        }
        if (first == ask_secretly("Password (again): "))
            return first;
        fmt::print("Error: Your passwords didn't match.\n");
    }
    throw failure{"no password was set"};
}

} // namespace app

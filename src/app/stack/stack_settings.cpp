#include "app/stack/stack_settings.hpp"

#include "app/commands/command.hpp"
#include "app/stack/ports.hpp"
#include "base/random.hpp"

#include <charconv>

#include <fmt/format.h>

namespace app {

namespace {

std::uint16_t port_in(const async::setting_texts& texts, const char* name) {
    const auto found = texts.find(name);
    std::uint16_t port = 0;
    if (found != texts.end()) {
        std::from_chars(found->second.data(), found->second.data() + found->second.size(), port);
    }
    return port;
}

// Others remember addresses too, so a port stays the same for as long as it can.
std::string kept_port(const async::setting_texts& before, const char* name) {
    const auto port = port_in(before, name);
    return std::to_string(port != 0 && is_port_free(port) ? port : free_port());
}

std::string asked_port(std::uint16_t asked, const char* option) {
    if (asked == 0)
        return std::to_string(free_port());
    if (is_port_free(asked))
        return std::to_string(asked);
    throw failure{fmt::format("port {} is in use: choose another one with {}", asked, option)};
}

std::string kept_secret(const async::setting_texts& before, const char* name, std::size_t bytes) {
    const auto found = before.find(name);
    return found != before.end() && !found->second.empty() ? found->second
                                                           : base::random_token(bytes);
}

} // namespace

async::setting_texts make_stack_settings(const data_dir& dir, const up_options& options) {
    async::setting_texts before;
    if (auto read = async::read_env_file(dir.stack_file())) {
        before = *std::move(read);
    } else {
        throw failure{
            fmt::format("{} is broken: {}", dir.stack_file().string(), read.error().front())};
    }
    const auto environment = async::read_environment();
    const auto unless_set = [&](async::setting_texts& into, const char* name,
                                const std::string& text) {
        if (!environment.contains(name))
            into.insert_or_assign(name, text);
    };

    async::setting_texts stack;
    stack["SECRET_KEY"] = kept_secret(before, "SECRET_KEY", 48);
    stack["POSTGRES_DB"] = "marketplace";
    stack["POSTGRES_USER"] = "marketplace";
    stack["POSTGRES_PASSWORD"] = kept_secret(before, "POSTGRES_PASSWORD", 24);
    stack["POSTGRES_HOST"] = "127.0.0.1";
    stack["POSTGRES_PORT"] = kept_port(before, "POSTGRES_PORT");
    stack["REDIS_PORT"] = kept_port(before, "REDIS_PORT");
    stack["REDIS_PASSWORD"] = kept_secret(before, "REDIS_PASSWORD", 24);
    const auto redis =
        fmt::format("redis://:{}@127.0.0.1:{}/0", stack["REDIS_PASSWORD"], stack["REDIS_PORT"]);
    for (const char* name : {"REDIS_URL", "CELERY_BROKER_URL", "CELERY_RESULT_BACKEND"})
        stack[name] = redis;
    stack["WEB_PORT"] = asked_port(options.web_port, "--web-port");
    stack["LOCALAWS_PORT"] = asked_port(options.aws_port, "--aws-port");
    const auto aws = fmt::format("http://127.0.0.1:{}", stack["LOCALAWS_PORT"]);
    stack["AWS_ACCESS_KEY_ID"] = "test";
    stack["AWS_SECRET_ACCESS_KEY"] = "test";
    stack["AWS_DEFAULT_REGION"] = "us-east-1";
    stack["AWS_SNS_ENDPOINT_URL"] = aws;
    stack["AWS_SQS_ENDPOINT_URL"] = aws;
    stack["FLASH_PROMO_TOPIC_ARN"] = "arn:aws:sns:us-east-1:000000000000:flash-promos";
    stack["FLASH_PROMO_QUEUE_URL"] = aws + "/000000000000/flash-promos";
    stack["WORKER_HEALTH_PORT"] = kept_port(before, "WORKER_HEALTH_PORT");
    stack["BEAT_HEALTH_PORT"] = kept_port(before, "BEAT_HEALTH_PORT");
    unless_set(stack, "ALLOWED_HOSTS", "*");
    unless_set(stack, "PUBLIC_URL", "http://localhost:" + stack["WEB_PORT"]);
    unless_set(stack, "EMAIL_FILE_PATH", (dir.stack_file().parent_path() / "mails").string());
    unless_set(stack, "LOG_FORMAT", "text");
    if (options.reload)
        stack["AUTORELOAD"] = "True";
    return stack;
}

std::vector<std::string> child_environment(const async::setting_texts& stack) {
    auto all = async::read_environment();
    for (const auto& [name, text] : stack) {
        all.erase(name + "_FILE");
        all.insert_or_assign(name, text);
    }
    std::vector<std::string> lines;
    lines.reserve(all.size());
    for (const auto& [name, text] : all)
        lines.push_back(name + "=" + text);
    return lines;
}

} // namespace app

#include "app/settings.hpp"

#include "app/stack/data_dir.hpp"
#include "base/env_file.hpp"

#include <algorithm>
#include <unistd.h>

#include <fmt/format.h>

namespace app {

namespace {

// Known to everyone who reads this file: good enough for a developer's own machine only.
constexpr std::string_view development_key = "insecure-development-key-do-not-deploy";
constexpr std::size_t secret_key_bytes_min = 32;

bool is_development(const async::setting_texts& environment, const async::setting_texts& file) {
    const auto in_environment = environment.find("DEBUG");
    const auto in_file = file.find("DEBUG");
    base::setting_value debug{false};
    if (in_environment != environment.end()) {
        base::parse_setting(in_environment->second, {}, debug);
    } else if (in_file != file.end()) {
        base::parse_setting(in_file->second, {}, debug);
    }
    return std::get<bool>(debug);
}

void merge(async::setting_texts& into, const async::setting_texts& from) {
    for (const auto& [name, text] : from) {
        // A secret replaces the file that a weaker source names for it, and the other way round.
        if (name.ends_with("_FILE")) {
            into.erase(name.substr(0, name.size() - 5));
        } else {
            into.erase(name + "_FILE");
        }
        into.insert_or_assign(name, text);
    }
}

void complete(settings& all, async::setting_errors& errors) {
    if (all.secret_key.empty() && all.debug)
        all.secret_key = development_key;
    if (!all.debug && !all.secret_key.empty() && all.secret_key.size() < secret_key_bytes_min) {
        errors.push_back(
            fmt::format("SECRET_KEY: must be at least {} characters long unless DEBUG is True",
                        secret_key_bytes_min));
    }
    if (!all.debug && all.secret_key == development_key) {
        errors.emplace_back("SECRET_KEY: the development key is for DEBUG=True only");
    }
    if (all.celery_broker_url.empty())
        all.celery_broker_url = all.redis_url;
    if (all.celery_result_backend.empty())
        all.celery_result_backend = all.celery_broker_url;
    if (all.worker_queues.empty())
        all.worker_queues = {"celery"};
    if (all.access_token_lifetime > all.refresh_token_lifetime) {
        errors.emplace_back(
            "ACCESS_TOKEN_LIFETIME: must not be longer than REFRESH_TOKEN_LIFETIME");
    }
}

// A URL's password is hidden and the rest shown; any other secret is hidden whole.
std::string redacted(std::string_view text) {
    const auto scheme = text.find("://");
    if (scheme == std::string_view::npos)
        return "***";
    const auto at = text.find('@', scheme);
    if (at == std::string_view::npos)
        return std::string{text};
    const auto colon = std::min(text.find(':', scheme + 3), at);
    return fmt::format("{}:***{}", text.substr(0, colon), text.substr(at));
}

std::string shown(const base::setting<settings>& row, const settings& all, bool show_secrets) {
    auto text = base::to_text(base::value_of(row, all));
    if (row.secret == base::secrecy::open || show_secrets || text.empty())
        return text;
    return redacted(text);
}

std::string markdown() {
    std::string out = "| name | kind | default | what it is |\n| --- | --- | --- | --- |\n";
    const settings defaults;
    for (const auto& row : settings_table()) {
        const auto kind = base::kind_of(base::value_of(row, defaults));
        const bool secret = row.secret == base::secrecy::secret;
        out += fmt::format("| `{}` | {}{} | {} | {} |\n", row.name, kind, secret ? ", secret" : "",
                           row.default_text.empty() ? "" : fmt::format("`{}`", row.default_text),
                           row.sentence);
    }
    return out;
}

} // namespace

std::string settings::effective_email_folder() const {
    if (!email_file_path.empty() || !debug)
        return email_file_path;
    return std::filesystem::temp_directory_path() / "marketplace-mails";
}

base::log_level settings::effective_log_level() const {
    return base::parse_log_level(log_level).value_or(debug ? base::log_level::debug
                                                           : base::log_level::info);
}

base::log_format settings::effective_log_format() const {
    if (log_format == "json")
        return base::log_format::json;
    if (log_format == "text" || debug || ::isatty(STDERR_FILENO))
        return base::log_format::text;
    return base::log_format::json;
}

std::expected<settings, async::setting_errors> settings_from(const async::setting_texts& texts) {
    auto all = async::read_settings<settings>(settings_table(), texts);
    if (!all)
        return all;
    async::setting_errors errors;
    complete(*all, errors);
    if (!errors.empty())
        return std::unexpected{std::move(errors)};
    return all;
}

std::expected<settings, async::setting_errors> load_settings(const settings_sources& from) {
    const auto environment = async::read_environment();
    async::setting_texts texts;
    const auto file = async::read_env_file(from.env_file);
    if (file && is_development(environment, *file))
        merge(texts, *file);
    // A broken file may be what would have set DEBUG, so it is an error unless the environment
    // rules it out.
    if (!file && (!environment.contains("DEBUG") || is_development(environment, {})))
        return std::unexpected{file.error()};
    merge(texts, environment);
    if (from.data_dir) {
        const auto stack = read_stack_file(*from.data_dir);
        if (!stack)
            return std::unexpected{stack.error()};
        merge(texts, *stack);
    }
    merge(texts, from.overrides);
    return settings_from(texts);
}

std::string print_settings(const settings& all, settings_format format, bool show_secrets) {
    if (format == settings_format::markdown)
        return markdown();
    std::size_t width = 0;
    for (const auto& row : settings_table())
        width = std::max(width, row.name.size());
    std::string out;
    for (const auto& row : settings_table()) {
        const auto value = shown(row, all, show_secrets);
        if (format == settings_format::env) {
            out += base::to_env_line(row.name, value) + "\n";
        } else {
            out += fmt::format("{:<{}}  {}\n", row.name, width, value);
        }
    }
    return out;
}

} // namespace app

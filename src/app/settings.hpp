#pragma once

#include "async/settings_reader.hpp"
#include "base/log.hpp"
#include "base/setting.hpp"

#include <chrono>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace app {

/// All settings of all roles, read once at the start. Names, defaults, bounds and sentences stand
/// in settings_table.cpp; `marketplace config` prints them.
struct settings {
    bool debug = false;
    std::string secret_key;
    std::vector<std::string> allowed_hosts;
    std::vector<std::string> cors_allowed_origins;
    bool trust_forwarded = false;

    std::string postgres_db;
    std::string postgres_user;
    std::string postgres_password;
    std::string postgres_host;
    std::int64_t postgres_port = 0;
    std::string postgres_app_user;
    std::string postgres_app_password;
    std::string postgres_standby_host;
    std::int64_t postgres_standby_port = 0;
    std::int64_t postgres_desk_connections = 0;
    std::int64_t postgres_read_connections = 0;
    std::int64_t postgres_work_connections = 0;
    std::int64_t postgres_waiting_max = 0;
    std::chrono::milliseconds postgres_statement_timeout{};
    std::chrono::milliseconds postgres_read_timeout{};

    std::string redis_url;
    std::string celery_broker_url;
    std::string celery_result_backend;

    std::string aws_access_key_id;
    std::string aws_secret_access_key;
    std::string aws_session_token;
    std::string aws_default_region;
    std::string aws_sns_endpoint_url;
    std::string aws_sqs_endpoint_url;
    std::string flash_promo_topic_arn;
    std::string flash_promo_queue_url;
    std::chrono::milliseconds aws_call_timeout{};
    std::int64_t aws_call_attempts_max = 0;
    std::int64_t notice_publishes_at_a_time = 0;
    std::int64_t notice_receives_at_a_time = 0;
    std::int64_t notice_batches_at_a_time = 0;
    std::chrono::milliseconds notice_visibility_timeout{};

    std::string public_url;
    std::string email_host;
    std::int64_t email_port = 0;
    std::string email_host_user;
    std::string email_host_password;
    bool email_use_tls = false;
    bool email_use_ssl = false;
    std::string email_file_path;
    std::string default_from_email;

    std::string log_level;
    std::string log_format;

    std::string web_host;
    std::int64_t web_port = 0;
    std::int64_t web_threads = 0;
    std::int64_t web_connections_max = 0;
    std::int64_t product_image_bytes_max = 0;
    std::int64_t throttle_user_per_minute = 0;
    std::int64_t throttle_address_per_minute = 0;
    std::int64_t login_failures_per_account = 0;
    std::int64_t login_failures_per_address = 0;
    std::chrono::milliseconds login_failures_period{};
    std::int64_t live_streams_max = 0;
    std::chrono::milliseconds live_stream_lifetime{};
    std::int64_t password_hash_threads = 0;
    std::int64_t password_hash_waiting_max = 0;
    std::chrono::milliseconds access_token_lifetime{};
    std::chrono::milliseconds refresh_token_lifetime{};
    std::chrono::milliseconds board_reconcile_interval{};
    std::vector<std::string> web_push_services;
    std::string web_push_contact;
    std::string map_tiles_url;
    std::string map_attribution;

    std::int64_t worker_concurrency = 0;
    std::vector<std::string> worker_queues;
    std::string worker_name;
    std::int64_t worker_health_port = 0;
    std::int64_t beat_health_port = 0;

    std::string localaws_host;
    std::int64_t localaws_port = 0;

    bool autoreload = false;
    std::chrono::milliseconds shutdown_unready_time{};
    std::chrono::milliseconds shutdown_drain_time{};

    /// Where letters are written while there is no mail server; empty: nowhere.
    std::string effective_email_folder() const;
    base::log_level effective_log_level() const;
    base::log_format effective_log_format() const;
};

/// The table that everything about settings is made from.
std::span<const base::setting<settings>> settings_table();

/// Where to read settings from; later ones overrule earlier ones.
struct settings_sources {
    /// `.env` of the working directory, read only in development: when DEBUG is true in the
    /// environment or, if the environment does not say, in that file.
    std::filesystem::path env_file = ".env";
    /// The folder of a stack that `marketplace up` started: its addresses and passwords.
    std::optional<std::filesystem::path> data_dir;
    /// From command line options.
    async::setting_texts overrides;
};

/// Reads and checks all settings, or gives every error.
std::expected<settings, async::setting_errors> load_settings(const settings_sources& from);

/// The same from texts alone.
std::expected<settings, async::setting_errors> settings_from(const async::setting_texts& texts);

enum class settings_format : std::uint8_t { table, env, markdown };

/// All settings as a person, another tool (NAME=value lines) or the documentation wants them.
/// Secrets that are set read "***" unless they are asked for; markdown shows defaults, not values.
std::string print_settings(const settings& all, settings_format format, bool show_secrets);

} // namespace app

#include "app/settings.hpp"
#include "app/website/website.hpp"

#include <algorithm>
#include <array>

#include <boost/url/parse.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace app {

namespace {

using enum base::secrecy;
using text = std::string_view;

constexpr base::setting_bounds port{1, 65'535};
constexpr base::setting_bounds port_or_none{0, 65'535};
constexpr base::setting_bounds connections{1, 256};
constexpr std::int64_t second_ms = 1000;
constexpr std::int64_t day_ms = 24 * 3600 * second_ms;

std::optional<std::string> check_url(text value, std::initializer_list<text> schemes) {
    const auto url = boost::urls::parse_uri(value);
    if (!url || url->host().empty())
        return "must be a URL such as " + std::string{*schemes.begin()} + "://host";
    const text scheme{url->scheme().data(), url->scheme().size()};
    if (std::ranges::find(schemes, scheme) != schemes.end())
        return std::nullopt;
    return fmt::format("must start with {}://", fmt::join(schemes, ":// or "));
}

std::optional<std::string> redis_url(text value) {
    return check_url(value, {"redis", "rediss"});
}
std::optional<std::string> http_url(text value) {
    return check_url(value, {"http", "https"});
}

std::optional<std::string> contact_url(text value) {
    if (value.starts_with("mailto:") && value.find('@') != text::npos)
        return std::nullopt;
    return check_url(value, {"https"});
}

std::optional<std::string> one_of(text value, std::initializer_list<text> words) {
    if (std::ranges::find(words, value) != words.end())
        return std::nullopt;
    return fmt::format("must be one of {}", fmt::join(words, ", "));
}

std::optional<std::string> log_format(text value) {
    return one_of(value, {"text", "json"});
}

std::optional<std::string> log_level(text value) {
    if (base::parse_log_level(value))
        return std::nullopt;
    return "must be one of DEBUG, INFO, WARNING, ERROR, CRITICAL";
}

std::optional<std::string> topic_arn(text value) {
    if (value.starts_with("arn:") && std::ranges::count(value, ':') == 5)
        return std::nullopt;
    return "must be an ARN such as arn:aws:sns:us-east-1:000000000000:flash-promos";
}

using s = settings;

constexpr base::setting<settings> table[] = {
    {"DEBUG",
     "Development: debug logs, error details in answers, ALLOWED_HOSTS not enforced, `.env` read.",
     &s::debug, "False"},
    {"SECRET_KEY",
     "Signs access tokens; at least 32 characters of your own outside development.",
     &s::secret_key,
     "",
     {.min = 8},
     secret},
    {"ALLOWED_HOSTS",
     "Host names that `web` answers to; `*` is any, `.example.com` a domain and all below it.",
     &s::allowed_hosts, "localhost,127.0.0.1,[::1]"},
    {"CORS_ALLOWED_ORIGINS",
     "Origins whose pages may call the API, such as https://shop.example.com.",
     &s::cors_allowed_origins, ""},
    {"TRUST_FORWARDED",
     "Believe X-Forwarded-Proto and the last address of X-Forwarded-For: only behind a proxy that "
     "sets them.",
     &s::trust_forwarded, "False"},

    {"POSTGRES_DB", "Database.", &s::postgres_db, "marketplace", {.min = 1, .max = 63}},
    {"POSTGRES_USER",
     "Owner of the schema; migrates it.",
     &s::postgres_user,
     "marketplace",
     {.min = 1, .max = 63}},
    {"POSTGRES_PASSWORD", "The owner's password.", &s::postgres_password, "", {}, secret},
    {"POSTGRES_HOST",
     "Host name or address of PostgreSQL.",
     &s::postgres_host,
     "localhost",
     {.min = 1}},
    {"POSTGRES_PORT", "Port of PostgreSQL.", &s::postgres_port, "5432", port},
    {"POSTGRES_APP_USER",
     "Log-in of the serving roles, without rights to change the schema; empty: POSTGRES_USER, "
     "which takes the role marketplace_app.",
     &s::postgres_app_user, ""},
    {"POSTGRES_APP_PASSWORD",
     "The serving roles' password.",
     &s::postgres_app_password,
     "",
     {},
     secret},
    {"POSTGRES_STANDBY_HOST", "A streaming standby that `backup` reads; empty: the primary.",
     &s::postgres_standby_host, ""},
    {"POSTGRES_STANDBY_PORT", "Port of the standby.", &s::postgres_standby_port, "5432", port},
    {"POSTGRES_DESK_CONNECTIONS", "Connections of one I/O thread for reservation batches.",
     &s::postgres_desk_connections, "2", connections},
    {"POSTGRES_READ_CONNECTIONS",
     "Connections of one I/O thread for single reading statements, which share pipelines.",
     &s::postgres_read_connections, "2", connections},
    {"POSTGRES_WORK_CONNECTIONS", "Connections of one I/O thread for transactions.",
     &s::postgres_work_connections, "4", connections},
    {"POSTGRES_WAITING_MAX",
     "Operations that may wait for a connection of one kind; more are answered 503.",
     &s::postgres_waiting_max,
     "4096",
     {1, 1'000'000}},
    {"POSTGRES_STATEMENT_TIMEOUT",
     "Longest statement of a transaction or a reservation batch.",
     &s::postgres_statement_timeout,
     "2s",
     {10, 60 * second_ms}},
    {"POSTGRES_READ_TIMEOUT",
     "Longest single reading statement.",
     &s::postgres_read_timeout,
     "1s",
     {10, 60 * second_ms}},

    {"REDIS_URL",
     "Cache and messages between processes; rediss:// for TLS.",
     &s::redis_url,
     "redis://localhost:6379/0",
     {},
     secret,
     redis_url},
    {"CELERY_BROKER_URL",
     "Where tasks travel; empty: REDIS_URL.",
     &s::celery_broker_url,
     "",
     {},
     secret,
     redis_url},
    {"CELERY_RESULT_BACKEND",
     "Where tasks' results are kept; empty: CELERY_BROKER_URL.",
     &s::celery_result_backend,
     "",
     {},
     secret,
     redis_url},

    {"AWS_ACCESS_KEY_ID", "AWS credentials; any value will do for localaws.", &s::aws_access_key_id,
     ""},
    {"AWS_SECRET_ACCESS_KEY", "AWS credentials.", &s::aws_secret_access_key, "", {}, secret},
    {"AWS_SESSION_TOKEN",
     "AWS credentials, when they are temporary.",
     &s::aws_session_token,
     "",
     {},
     secret},
    {"AWS_DEFAULT_REGION", "AWS region.", &s::aws_default_region, "us-east-1", {.min = 1}},
    {"AWS_SNS_ENDPOINT_URL",
     "SNS service, such as http://localhost:4566 for localaws; empty: the real AWS.",
     &s::aws_sns_endpoint_url,
     "",
     {},
     open,
     http_url},
    {"AWS_SQS_ENDPOINT_URL",
     "SQS service; empty: the real AWS.",
     &s::aws_sqs_endpoint_url,
     "",
     {},
     open,
     http_url},
    {"FLASH_PROMO_TOPIC_ARN",
     "Topic that notices are published to.",
     &s::flash_promo_topic_arn,
     "arn:aws:sns:us-east-1:000000000000:flash-promos",
     {},
     open,
     topic_arn},
    {"FLASH_PROMO_QUEUE_URL",
     "Queue that notices come back from; empty: the queue named flash-promos.",
     &s::flash_promo_queue_url,
     "",
     {},
     open,
     http_url},
    {"AWS_CALL_TIMEOUT",
     "Longest attempt of one call of SNS or SQS; a long poll gets its wait on top.",
     &s::aws_call_timeout,
     "5s",
     {100, 60 * second_ms}},
    {"AWS_CALL_ATTEMPTS_MAX",
     "How often one call is tried while the service is away, too slow or too busy.",
     &s::aws_call_attempts_max,
     "4",
     {1, 20}},
    {"NOTICE_PUBLISHES_AT_A_TIME",
     "Requests of ten notices that one task publishes at a time.",
     &s::notice_publishes_at_a_time,
     "8",
     {1, 64}},
    {"NOTICE_RECEIVES_AT_A_TIME",
     "Receives of notices that one worker has open while the queue is full; one while it is empty.",
     &s::notice_receives_at_a_time,
     "4",
     {1, 64}},
    {"NOTICE_BATCHES_AT_A_TIME",
     "Batches of up to ten notices that one worker handles at a time.",
     &s::notice_batches_at_a_time,
     "16",
     {1, 1'000}},
    {"NOTICE_VISIBILITY_TIMEOUT",
     "How long a received notice is hidden from other workers; renewed at half time.",
     &s::notice_visibility_timeout,
     "15s",
     {2 * second_ms, 12 * 3600 * second_ms}},

    {"PUBLIC_URL",
     "Address under which people reach the shop, for links in letters.",
     &s::public_url,
     "http://localhost:8000",
     {},
     open,
     http_url},
    {"EMAIL_HOST", "Mail server (SMTP); empty: letters are written to EMAIL_FILE_PATH.",
     &s::email_host, ""},
    {"EMAIL_PORT", "Port of the mail server.", &s::email_port, "25", port},
    {"EMAIL_HOST_USER", "Log-in of the mail server; empty: without.", &s::email_host_user, ""},
    {"EMAIL_HOST_PASSWORD",
     "Password of the mail server.",
     &s::email_host_password,
     "",
     {},
     secret},
    {"EMAIL_USE_TLS", "Encrypt with STARTTLS.", &s::email_use_tls, "False"},
    {"EMAIL_USE_SSL", "Encrypt from the first byte.", &s::email_use_ssl, "False"},
    {"EMAIL_FILE_PATH",
     "Folder of letters while EMAIL_HOST is empty; empty: in development marketplace-mails in the "
     "folder for temporary files, otherwise none.",
     &s::email_file_path, ""},
    {"DEFAULT_FROM_EMAIL",
     "Sender of letters.",
     &s::default_from_email,
     "Flash Promos <no-reply@localhost>",
     {.min = 1}},

    {"LOG_LEVEL",
     "DEBUG, INFO, WARNING, ERROR or CRITICAL; empty: INFO, or DEBUG in development.",
     &s::log_level,
     "",
     {},
     open,
     log_level},
    {"LOG_FORMAT",
     "text or json; empty: json, or text in development and on a terminal.",
     &s::log_format,
     "",
     {},
     open,
     log_format},

    {"WEB_HOST", "Address that `web` listens on.", &s::web_host, "0.0.0.0", {.min = 1}},
    {"WEB_PORT", "Port that `web` listens on.", &s::web_port, "8000", port},
    {"WEB_THREADS",
     "I/O threads of `web`, each with its own connections; 0: one for each core.",
     &s::web_threads,
     "0",
     {0, 256}},
    {"WEB_CONNECTIONS_MAX",
     "Client connections of `web`; beyond 90 % of the process's open files accepting pauses in any "
     "case.",
     &s::web_connections_max,
     "100000",
     {1, 10'000'000}},
    {"PRODUCT_IMAGE_BYTES_MAX",
     "Largest picture of a product that may be uploaded.",
     &s::product_image_bytes_max,
     "5242880",
     {1024, 64 * 1024 * 1024}},
    {"THROTTLE_USER_PER_MINUTE",
     "API requests of one user within a minute; more are answered 429. 0: without limit.",
     &s::throttle_user_per_minute,
     "600",
     {0, 1'000'000'000}},
    {"THROTTLE_ADDRESS_PER_MINUTE",
     "API requests of one address without a token within a minute; more are answered 429. 0: "
     "without limit.",
     &s::throttle_address_per_minute,
     "3000",
     {0, 1'000'000'000}},
    {"LOGIN_FAILURES_PER_ACCOUNT",
     "Log-ins of one user name that may fail within LOGIN_FAILURES_PERIOD; more are answered 429. "
     "0: without limit.",
     &s::login_failures_per_account,
     "10",
     {0, 1'000'000'000}},
    {"LOGIN_FAILURES_PER_ADDRESS",
     "The same of one address.",
     &s::login_failures_per_address,
     "100",
     {0, 1'000'000'000}},
    {"LOGIN_FAILURES_PERIOD",
     "From the first failed log-in until its account and its address are free again.",
     &s::login_failures_period,
     "15m",
     {second_ms, day_ms}},
    {"LIVE_STREAMS_MAX",
     "Live streams (/api/live/) of one `web`; more are answered 503.",
     &s::live_streams_max,
     "20000",
     {0, 10'000'000}},
    {"LIVE_STREAM_LIFETIME",
     "How long one live stream lasts before its client has to come again, with a valid token.",
     &s::live_stream_lifetime,
     "60m",
     {second_ms, day_ms}},
    {"PASSWORD_HASH_THREADS",
     "Passwords that are hashed at a time; each takes 19 MiB.",
     &s::password_hash_threads,
     "2",
     {1, 64}},
    {"PASSWORD_HASH_WAITING_MAX",
     "Passwords that may wait to be hashed; more are answered 503.",
     &s::password_hash_waiting_max,
     "64",
     {0, 10'000}},
    {"ACCESS_TOKEN_LIFETIME",
     "How long an access token is valid.",
     &s::access_token_lifetime,
     "60m",
     {second_ms, 30 * day_ms}},
    {"REFRESH_TOKEN_LIFETIME",
     "How long a refresh token is valid.",
     &s::refresh_token_lifetime,
     "1d",
     {second_ms, 365 * day_ms}},
    {"BOARD_RECONCILE_INTERVAL",
     "How often the live board compares itself with the database.",
     &s::board_reconcile_interval,
     "2s",
     {100, 60 * second_ms}},
    {"WEB_PUSH_SERVICES",
     "Hosts of push services that browsers may subscribe with; `.example.com` is a domain and all "
     "below it.",
     &s::web_push_services,
     "fcm.googleapis.com,.push.services.mozilla.com,.push.apple.com,.notify.windows.com"},
    {"WEB_PUSH_CONTACT",
     "mailto: or https: URL at which the people of a push service reach you; some refuse others.",
     &s::web_push_contact,
     "mailto:webmaster@localhost",
     {},
     open,
     contact_url},
    {"MAP_TILES_URL",
     "Raster tiles of the maps, https://host/{z}/{x}/{y}.png; empty: an outline of the land.",
     &s::map_tiles_url,
     "",
     {},
     open,
     refuse_tiles_url},
    {"MAP_ATTRIBUTION", "Whose tiles they are, shown on every map.", &s::map_attribution, ""},

    {"WORKER_CONCURRENCY",
     "Tasks that one `worker` runs at a time.",
     &s::worker_concurrency,
     "16",
     {1, 10'000}},
    {"WORKER_QUEUES", "Queues that `worker` consumes.", &s::worker_queues, "celery"},
    {"WORKER_NAME", "The worker's node name, `name@host`; empty: celery@ and the host's name.",
     &s::worker_name, ""},
    {"WORKER_HEALTH_PORT", "Port of the worker's /livez, /readyz and /metrics; 0: none.",
     &s::worker_health_port, "8001", port_or_none},
    {"BEAT_HEALTH_PORT", "Port of beat's /livez, /readyz and /metrics; 0: none.",
     &s::beat_health_port, "8002", port_or_none},

    {"LOCALAWS_HOST",
     "Address that `localaws` listens on.",
     &s::localaws_host,
     "0.0.0.0",
     {.min = 1}},
    {"LOCALAWS_PORT", "Port that `localaws` listens on.", &s::localaws_port, "4566", port},

    {"AUTORELOAD",
     "Development: a role whose program file is built anew stops and starts as the new one.",
     &s::autoreload, "False"},
    {"SHUTDOWN_UNREADY_TIME",
     "How long a stopping `web` still accepts while /readyz says 503, so that a balancer can turn "
     "away.",
     &s::shutdown_unready_time,
     "500ms",
     {0, 300 * second_ms}},
    {"SHUTDOWN_DRAIN_TIME",
     "How long a stopping process then waits for what it has begun.",
     &s::shutdown_drain_time,
     "10s",
     {0, 3600 * second_ms}},
};

} // namespace

std::span<const base::setting<settings>> settings_table() {
    return table;
}

} // namespace app

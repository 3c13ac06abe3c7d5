#include "app/beat_role.hpp"
#include "app/commands/command.hpp"
#include "app/commands/database.hpp"
#include "app/localaws_role.hpp"
#include "app/web_role.hpp"
#include "app/worker_role.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace app {

namespace {

// An option that overrules a setting, so that its text is checked where all settings are.
CLI::Option* add_setting(CLI::App& to, command_context& context, const std::string& flags,
                         const char* setting, const std::string& about) {
    return to
        .add_option_function<std::string>(
            flags,
            [&context, setting](const std::string& text) {
                context.sources.overrides[setting] = text;
            },
            about)
        ->type_name("")
        ->take_last();
}

void add_log_level(CLI::App& to, command_context& context) {
    add_setting(to, context, "-l,--loglevel", "LOG_LEVEL",
                "DEBUG, INFO, WARNING, ERROR or CRITICAL (LOG_LEVEL)");
}

void add_reload(CLI::App& to, command_context& context) {
    to.add_flag_function(
        "--reload", [&context](std::int64_t) { context.sources.overrides["AUTORELOAD"] = "True"; },
        "Start anew when the program is built anew (AUTORELOAD)");
}

void add_worker_options(CLI::App& worker, command_context& context) {
    add_setting(worker, context, "-Q,--queues", "WORKER_QUEUES",
                "Queues to consume, with commas between (WORKER_QUEUES)");
    add_setting(worker, context, "-c,--concurrency", "WORKER_CONCURRENCY",
                "Tasks that run at a time (WORKER_CONCURRENCY)");
    add_setting(worker, context, "-n,--hostname", "WORKER_NAME",
                "The node's name; %h is the host's (WORKER_NAME)");
    add_setting(worker, context, "--health-port", "WORKER_HEALTH_PORT",
                "Port of /readyz and /metrics (WORKER_HEALTH_PORT)");
    add_log_level(worker, context);
    add_reload(worker, context);
    worker.callback([&context] {
        context.run = [&context] { return run_role("worker", context.load(), make_worker_role); };
    });
}

void add_beat_options(CLI::App& beat, command_context& context) {
    add_setting(beat, context, "--health-port", "BEAT_HEALTH_PORT",
                "Port of /readyz and /metrics (BEAT_HEALTH_PORT)");
    add_log_level(beat, context);
    add_reload(beat, context);
    beat.callback([&context] {
        context.run = [&context] { return run_role("beat", context.load(), make_beat_role); };
    });
}

void add_localaws_options(CLI::App& localaws, command_context& context) {
    add_setting(localaws, context, "--host", "LOCALAWS_HOST",
                "Address to listen on (LOCALAWS_HOST)");
    add_setting(localaws, context, "--port", "LOCALAWS_PORT", "Port to listen on (LOCALAWS_PORT)");
    add_log_level(localaws, context);
    add_reload(localaws, context);
    localaws.callback([&context] {
        context.run = [&context] {
            return run_role("localaws", context.load(), make_localaws_role);
        };
    });
}

int run_web(const command_context& context, bool migrate_first) {
    const auto with = context.load();
    if (with.secret_key.empty())
        throw failure{"SECRET_KEY must be set (or DEBUG=True for development)"};
    if (migrate_first)
        migrate(with, {.plan = false});
    return run_role("web", with, make_web_role);
}

void add_web(CLI::App& to, command_context& context) {
    const auto migrate_first = std::make_shared<bool>(false);
    auto* web =
        to.add_subcommand("web", "Serve the REST API, the reservation desk and the live board");
    add_setting(*web, context, "--host", "WEB_HOST", "Address to listen on (WEB_HOST)");
    add_setting(*web, context, "-p,--port", "WEB_PORT", "Port to listen on (WEB_PORT)");
    add_setting(*web, context, "--threads", "WEB_THREADS",
                "I/O threads; 0: one for each core (WEB_THREADS)");
    web->add_flag("--migrate", *migrate_first, "Migrate the database first");
    add_log_level(*web, context);
    add_reload(*web, context);
    web->callback([migrate_first, &context] {
        context.run = [migrate_first, &context] { return run_web(context, *migrate_first); };
    });
}

// Accepts what Celery's own command takes and what means nothing here.
void accept(CLI::App& to, const std::string& flags, bool takes_value, const char* why) {
    if (takes_value) {
        to.add_option_function<std::string>(flags, [](const std::string&) {}, why)->type_name("");
    } else {
        to.add_flag_function(flags, [](std::int64_t) {}, why);
    }
}

// "8000", "0.0.0.0:8000", "[::]:8000": what Django's runserver takes.
void set_address(command_context& context, const std::string& text) {
    const auto colon = text.rfind(':');
    context.sources.overrides["WEB_PORT"] =
        colon == std::string::npos ? text : text.substr(colon + 1);
    if (colon == std::string::npos)
        return;
    auto host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    context.sources.overrides["WEB_HOST"] = host;
}

} // namespace

void add_role_commands(CLI::App& to, command_context& context) {
    add_web(to, context);
    add_worker_options(
        *to.add_subcommand(
            "worker", "Run tasks: Celery's protocol on Redis; relay and hold sweep beside them"),
        context);
    add_beat_options(
        *to.add_subcommand("beat", "Start periodic tasks when they are due; any number may run"),
        context);
    add_localaws_options(
        *to.add_subcommand("localaws", "Serve SNS and SQS, in memory, for machines without AWS"),
        context);
}

void add_celery_commands(CLI::App& to, command_context& context) {
    to.add_option_function<std::string>(
          "-A,--app",
          [](const std::string& name) {
              if (name.substr(0, name.find_first_of(".:")) != "marketplace") {
                  throw CLI::ValidationError{"-A", "the only app here is marketplace"};
              }
          },
          "The app: marketplace")
        ->type_name("APP");
    add_setting(to, context, "-b,--broker", "CELERY_BROKER_URL",
                "Where tasks travel (CELERY_BROKER_URL)");
    add_setting(to, context, "--result-backend", "CELERY_RESULT_BACKEND",
                "Where results are kept (CELERY_RESULT_BACKEND)");
    auto* worker = to.add_subcommand("worker", "Run tasks");
    add_worker_options(*worker, context);
    accept(*worker, "-E,--task-events,--events", false, "Accepted: events are always sent");
    accept(*worker, "-P,--pool", true, "Accepted: tasks are coroutines");
    accept(*worker, "-O", true, "Accepted");
    accept(*worker, "--without-gossip,--without-mingle,--without-heartbeat", false, "Accepted");
    auto* beat = to.add_subcommand("beat", "Start periodic tasks when they are due");
    add_beat_options(*beat, context);
    accept(*beat, "-s,--schedule", true, "Accepted: the schedule is kept in the database");
    accept(*beat, "-S,--scheduler", true, "Accepted: the schedule is kept in the database");
    for (auto* each : {worker, beat}) {
        accept(*each, "--pidfile", true, "Accepted: a supervisor knows the process");
    }
}

void add_runserver(CLI::App& to, command_context& context) {
    auto* runserver = to.add_subcommand("runserver", "Serve the API, as `marketplace web` does");
    runserver
        ->add_option_function<std::string>(
            "addrport", [&context](const std::string& text) { set_address(context, text); },
            "PORT or ADDRESS:PORT")
        ->type_name("");
    accept(*runserver, "--noreload,--nothreading,--insecure", false,
           "Accepted: the program does not change while it runs");
    runserver->callback([&context] {
        // As there: this machine only, unless an address says more.
        if (!context.sources.overrides.contains("WEB_HOST"))
            context.sources.overrides["WEB_HOST"] = "127.0.0.1";
        context.run = [&context] { return run_web(context, false); };
    });
}

} // namespace app

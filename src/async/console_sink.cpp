#include "async/console_sink.hpp"

#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace async {
namespace {

class console_sink final : public base::log_sink {
public:
    console_sink()
        : threads_{std::make_shared<spdlog::details::thread_pool>(8192, 1)}
        , out_{std::make_shared<spdlog::async_logger>(
              "log", std::make_shared<spdlog::sinks::stderr_sink_st>(), threads_,
              spdlog::async_overflow_policy::overrun_oldest)} {
        out_->set_level(spdlog::level::trace);
        out_->set_pattern("%v");
        out_->flush_on(spdlog::level::trace);
    }

    void write(base::log_level, std::string_view line) override {
        out_->log(spdlog::level::info, spdlog::string_view_t{line.data(), line.size()});
    }

private:
    std::shared_ptr<spdlog::details::thread_pool> threads_;
    std::shared_ptr<spdlog::async_logger> out_;
};

} // namespace

std::shared_ptr<base::log_sink> make_console_sink() {
    return std::make_shared<console_sink>();
}

} // namespace async

#include "async/io_threads.hpp"

namespace async {

io_threads::io_threads(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        contexts_.push_back(std::make_unique<boost::asio::io_context>(1));
        guards_.emplace_back(contexts_.back()->get_executor());
    }
}

io_threads::~io_threads() {
    join();
}

void io_threads::start() {
    for (auto& context : contexts_) {
        threads_.emplace_back([&context = *context] { context.run(); });
    }
}

void io_threads::join() {
    guards_.clear();
    for (auto& thread : threads_)
        thread.join();
    threads_.clear();
}

} // namespace async

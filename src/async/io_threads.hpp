#pragma once

#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

namespace async {

/// One io_context a thread, sharing nothing: what lives on one of them needs no lock.
class io_threads {
public:
    explicit io_threads(std::size_t count);
    ~io_threads();
    io_threads(const io_threads&) = delete;
    io_threads& operator=(const io_threads&) = delete;

    std::size_t size() const { return contexts_.size(); }
    boost::asio::io_context& at(std::size_t index) { return *contexts_.at(index); }

    /// Starts one thread for each context.
    void start();

    /// Lets the contexts run out of work, then joins. Whoever gave them work has stopped it before.
    void join();

private:
    using work_guard = boost::asio::executor_work_guard<boost::asio::io_context::executor_type>;

    std::vector<std::unique_ptr<boost::asio::io_context>> contexts_;
    std::vector<work_guard> guards_;
    std::vector<std::thread> threads_;
};

} // namespace async

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace testing_support {

/// A server in a folder of its own, watched over by a small shell: whatever way the test process
/// ends, also kill -9, the shell sees its pipe close, kills the server and removes the folder.
class server_process {
public:
    using command = std::vector<std::string>;

    /// `stop_signal` is how stop() ends it ("INT", "TERM"); the end of the test is always KILL or
    /// `exit_signal`.
    server_process(std::filesystem::path folder, std::string stop_signal, std::string exit_signal);
    ~server_process();
    server_process(const server_process&) = delete;
    server_process& operator=(const server_process&) = delete;

    const std::filesystem::path& folder() const { return folder_; }

    /// Starts `what` and waits until its log has `ready`. False when the log has `failed` first;
    /// throws after 60 s.
    bool start(const command& what, const std::string& ready, const std::string& failed);
    /// Ends the server and waits for its end.
    void stop();
    /// kill -9, likewise.
    void crash();
    /// Neither computes nor answers until resume(), though its kernel takes what is sent. Not to be
    /// stopped meanwhile.
    void pause();
    void resume();

    std::string log() const;

private:
    void tell(const std::string& line);
    void await_done();

    std::filesystem::path folder_;
    int to_shell_ = -1;
    int from_shell_ = -1;
    int shell_ = -1;
};

/// Runs a program to its end; throws with its output when it fails.
void run_program(const server_process::command& what);

/// A port of 127.0.0.1 that nobody listened on a moment ago.
std::uint16_t free_port();

/// A fresh folder below the system's folder for temporary files.
std::filesystem::path make_folder(const std::string& prefix);

} // namespace testing_support

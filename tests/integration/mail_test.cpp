// Letters on their way out: to a mail server that a test holds in its hands, and into files.

#include "app/mail/mailer.hpp"
#include "base/errors.hpp"
#include "support/loop.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using testing::HasSubstr;

/// Takes one connection and says one prepared reply after the other.
class scripted_server {
public:
    explicit scripted_server(std::vector<std::string> replies)
        : thread_{[this, all = std::move(replies)] { serve(all); }} {}
    ~scripted_server() { join(); }

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    /// All that it was told.
    const std::string& heard() {
        join();
        return heard_;
    }

private:
    void join() {
        if (thread_.joinable())
            thread_.join();
    }
    void serve(const std::vector<std::string>& replies) {
        asio::ip::tcp::socket peer{io_};
        acceptor_.accept(peer);
        boost::system::error_code left;
        for (const auto& reply : replies) {
            asio::write(peer, asio::buffer(reply + "\r\n"), left);
            if (reply.starts_with("354")) {
                asio::read_until(peer, asio::dynamic_buffer(heard_), "\r\n.\r\n", left);
            } else {
                std::string line;
                asio::read_until(peer, asio::dynamic_buffer(line), "\r\n", left);
                heard_ += line;
            }
        }
    }

    asio::io_context io_;
    asio::ip::tcp::acceptor acceptor_{io_, {asio::ip::address_v4::loopback(), 0}};
    std::string heard_;
    std::thread thread_;
};

class mail : public testing::Test {
protected:
    app::settings with_server(std::uint16_t port) {
        return app::settings_from({{"SECRET_KEY", std::string(50, 's')},
                                   {"EMAIL_HOST", "127.0.0.1"},
                                   {"EMAIL_PORT", std::to_string(port)},
                                   {"DEFAULT_FROM_EMAIL", "Shop <shop@example.com>"},
                                   {"ALLOWED_HOSTS", "shop.example"}})
            .value();
    }
    void send(const app::settings& with) {
        const auto mailer = app::make_mailer(with, loop.executor(), {});
        loop.run([&] {
            return mailer({"ana@example.com", "Hi", "A text.\n"}, async::deadline::after(5s));
        });
    }

    testing_support::loop loop;
};

TEST_F(mail, is_handed_to_the_server) {
    scripted_server server{{"220 here", "250-size\r\n250 ok", "250 ok", "250 ok", "354 go on",
                            "250 taken", "221 bye"}};
    send(with_server(server.port()));
    EXPECT_THAT(server.heard(),
                HasSubstr("MAIL FROM:<shop@example.com>\r\nRCPT TO:<ana@example.com>\r\n"));
    EXPECT_THAT(server.heard(), HasSubstr("\r\n\r\nQSB0ZXh0Lgo=\r\n.\r\n"));
}

TEST_F(mail, that_is_not_taken_for_now_comes_again_and_other_is_given_up) {
    {
        scripted_server busy{{"220 here", "250 ok", "451 later"}};
        EXPECT_THROW(send(with_server(busy.port())), base::outage);
    }
    {
        scripted_server strict{{"220 here", "250 ok", "250 ok", "550 who is that?"}};
        EXPECT_THROW(send(with_server(strict.port())), std::runtime_error);
    }
    std::uint16_t closed = 0;
    {
        asio::io_context io;
        asio::ip::tcp::acceptor gone{io, {asio::ip::address_v4::loopback(), 0}};
        closed = gone.local_endpoint().port();
    }
    EXPECT_THROW(send(with_server(closed)), base::outage);
}

TEST_F(mail, is_a_file_without_a_server) {
    const auto folder = std::filesystem::temp_directory_path() /
                        fmt::format("marketplace-mail-test-{}", ::getpid());
    auto with = with_server(25);
    with.email_host.clear();
    EXPECT_THROW(send(with), base::outage) << "nowhere to put it";
    with.email_file_path = folder;
    send(with);
    std::stringstream text;
    for (const auto& file : std::filesystem::directory_iterator{folder})
        text << std::ifstream{file.path()}.rdbuf();
    std::filesystem::remove_all(folder);
    EXPECT_THAT(text.str(), HasSubstr("To: ana@example.com"));
}

} // namespace

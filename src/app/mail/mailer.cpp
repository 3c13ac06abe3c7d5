#include "app/mail/mailer.hpp"

#include "app/mail/smtp_dialogue.hpp"
#include "async/offload.hpp"
#include "async/resolve.hpp"
#include "base/errors.hpp"
#include "base/random.hpp"
#include "http/answer_head.hpp"

#include <ctime>
#include <fstream>
#include <memory>

#include <boost/asio/connect.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace app {

namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds dialogue_timeout{20};
constexpr std::size_t reply_bytes_max = 64 * 1024;

/// One connection to a mail server, encrypted or not yet.
class smtp_connection {
public:
    smtp_connection(asio::any_io_executor executor, asio::ssl::context& tls, std::string host)
        : stream_{executor, tls}
        , host_{std::move(host)} {}

    async::task<> connect(async::deadline until, std::uint16_t port) {
        const auto addresses = co_await async::resolve(until, host_, port);
        co_await asio::async_connect(stream_.next_layer(), addresses, asio::use_awaitable);
    }

    async::task<> encrypt() {
        stream_.set_verify_mode(asio::ssl::verify_peer);
        stream_.set_verify_callback(asio::ssl::host_name_verification{host_});
        SSL_set_tlsext_host_name(stream_.native_handle(), host_.c_str());
        co_await stream_.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
        is_encrypted_ = true;
    }

    async::task<> say(const std::string& text) {
        if (is_encrypted_)
            co_await asio::async_write(stream_, asio::buffer(text), asio::use_awaitable);
        else
            co_await asio::async_write(stream_.next_layer(), asio::buffer(text),
                                       asio::use_awaitable);
    }

    struct reply {
        int code = 0;
        std::string text;
    };
    /// The last line of a reply.
    async::task<reply> hear() {
        for (;;) {
            const auto line = co_await read_line();
            const bool is_last = line.size() < 4 || line[3] != '-';
            if (is_last)
                co_return reply{std::atoi(line.substr(0, 3).c_str()),
                                line.size() > 4 ? line.substr(4) : std::string{}};
        }
    }

private:
    async::task<std::string> read_line() {
        auto into = asio::dynamic_buffer(pending_, reply_bytes_max);
        const auto size =
            is_encrypted_
                ? co_await asio::async_read_until(stream_, into, "\r\n", asio::use_awaitable)
                : co_await asio::async_read_until(stream_.next_layer(), into, "\r\n",
                                                  asio::use_awaitable);
        auto line = pending_.substr(0, size - 2);
        pending_.erase(0, size);
        co_return line;
    }

    asio::ssl::stream<asio::ip::tcp::socket> stream_;
    std::string host_;
    std::string pending_;
    bool is_encrypted_ = false;
};

class smtp_mailer {
public:
    smtp_mailer(const settings& with, asio::any_io_executor executor)
        : with_{with}
        , executor_{std::move(executor)} {
        tls_.set_default_verify_paths();
    }

    async::task<> send(accounts::mail letter, std::string text, async::deadline until) {
        until = until.at_most(dialogue_timeout);
        try {
            co_await async::with_deadline(until, "mail server",
                                          hand_over(std::move(letter), std::move(text), until));
        } catch (const smtp_refusal& refused) {
            if (refused.is_for_now())
                throw base::outage{"mail server", refused.what()};
            throw;
        } catch (const boost::system::system_error& failed) {
            if (failed.code() == asio::error::operation_aborted)
                throw;
            throw base::outage{"mail server", failed.what()};
        }
    }

private:
    async::task<> hand_over(accounts::mail letter, std::string text, async::deadline until) {
        smtp_connection server{executor_, tls_, with_.email_host};
        co_await server.connect(until, static_cast<std::uint16_t>(with_.email_port));
        if (with_.email_use_ssl)
            co_await server.encrypt();
        smtp_dialogue dialogue{
            {with_.email_host_user, with_.email_host_password, with_.email_use_tls},
            std::string{address_of(with_.default_from_email)},
            letter.to,
            std::move(text)};
        for (;;) {
            const auto heard = co_await server.hear();
            auto next = dialogue.on_reply(heard.code, heard.text);
            if (next.what == smtp_dialogue::step::start_tls) {
                co_await server.encrypt();
                next = dialogue.on_encrypted();
            }
            if (next.what == smtp_dialogue::step::done)
                co_return;
            co_await server.say(next.text);
        }
    }

    const settings& with_;
    asio::any_io_executor executor_;
    asio::ssl::context tls_{asio::ssl::context::tls_client};
};

/// One file a letter; only for its owner, since it holds a link that opens an account.
void write_file(const std::filesystem::path& folder, std::string_view text) {
    std::filesystem::create_directories(folder);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    const auto name = fmt::format("{}-{}.eml", std::time(nullptr), base::random_token(6));
    std::ofstream file{folder / name, std::ios::binary};
    file << text;
    if (!file.flush())
        throw base::outage{"mail folder", folder.string()};
}

} // namespace

accounts::mailer make_mailer(const settings& with, asio::any_io_executor executor,
                             base::logger log) {
    const auto smtp = std::make_shared<smtp_mailer>(with, std::move(executor));
    return [&with, smtp, log](accounts::mail letter, async::deadline until) -> async::task<> {
        return [](const settings& all, std::shared_ptr<smtp_mailer> server, base::logger say,
                  accounts::mail one, async::deadline at_most) -> async::task<> {
            const auto text =
                mail_text(one, all.default_from_email, http::http_date(std::time(nullptr)),
                          base::random_token(16) + "@marketplace");
            const auto folder = all.effective_email_folder();
            if (!all.email_host.empty()) {
                co_await server->send(std::move(one), text, at_most);
            } else if (!folder.empty()) {
                write_file(folder, text);
                say.info("a letter was written", {{"folder", folder}});
            } else {
                throw base::outage{"mail server", "EMAIL_HOST is not set"};
            }
        }(with, smtp, log, std::move(letter), until);
    };
}

} // namespace app

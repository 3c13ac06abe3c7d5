#include "accounts/authenticator.hpp"

#include "accounts/sql.hpp"

#include <boost/json/array.hpp>

namespace accounts {
namespace {

using outcome = std::expected<std::optional<http::caller>, http::response>;

struct parts {
    postgres::pool& pool;
    const token_signer& signer;
    const base::clock& clock;
};

/// Columns of find_access.
struct access_row {
    bool is_active;
    bool is_staff;
};

http::response refused(std::string_view text, std::string_view code) {
    return with_challenge(
        http::json_response(401, boost::json::object{{"detail", text}, {"code", code}}));
}

http::response token_not_valid(token_error failure) {
    const boost::json::object message{{"token_class", "AccessToken"},
                                      {"token_type", "access"},
                                      {"message", accounts::message(failure)}};
    return with_challenge(http::json_response(
        401, boost::json::object{{"detail", "Given token not valid for any token type"},
                                 {"code", "token_not_valid"},
                                 {"messages", boost::json::array{message}}}));
}

/// The token of "Bearer <token>"; nothing where another scheme or none is used, since then nobody
/// claims to be anybody.
std::expected<std::optional<std::string_view>, http::response>
bearer_token(const http::request& from) {
    constexpr std::string_view space = " \t";
    auto header = from.header("authorization").value_or("");
    std::vector<std::string_view> words;
    while (words.size() < 3) {
        const auto begin = header.find_first_not_of(space);
        if (begin == std::string_view::npos)
            break;
        header.remove_prefix(begin);
        const auto end = std::min(header.find_first_of(space), header.size());
        words.push_back(header.substr(0, end));
        header.remove_prefix(end);
    }
    if (words.empty() || words[0] != "Bearer")
        return std::nullopt;
    if (words.size() != 2) {
        return std::unexpected{
            refused("Authorization header must contain two space-delimited values",
                    "bad_authorization_header")};
    }
    return words[1];
}

async::task<outcome> look_up_staff(parts with, const http::request& from, base::user_id user) {
    const auto found = co_await with.pool.run(postgres::lane::read, from.deadline, sql::find_access,
                                              postgres::params{user});
    const auto access = found.first<access_row>();
    if (!access)
        co_return std::unexpected{refused("User not found", "user_not_found")};
    if (!access->is_active)
        co_return std::unexpected{refused("User is inactive", "user_inactive")};
    if (!access->is_staff)
        co_return std::unexpected{http::permission_denied()};
    co_return http::caller{user};
}

async::task<outcome> authenticate(parts with, const http::request& from, http::access wanted) {
    const auto token = bearer_token(from);
    if (!token)
        co_return std::unexpected{token.error()};
    if (!*token) {
        if (wanted == http::access::anyone)
            co_return std::nullopt;
        co_return std::unexpected{
            with_challenge(http::detail(401, "Authentication credentials were not provided."))};
    }
    const auto claims = with.signer.verify(**token, token_type::access, with.clock.now());
    if (!claims)
        co_return std::unexpected{token_not_valid(claims.error())};
    if (wanted == http::access::staff)
        co_return co_await look_up_staff(with, from, claims->user);
    co_return http::caller{claims->user};
}

} // namespace

http::response with_challenge(http::response answer) {
    answer.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"api\"");
    return answer;
}

http::authenticator make_authenticator(postgres::pool& pool, const token_signer& signer,
                                       const base::clock& clock) {
    return [with = parts{pool, signer, clock}](const http::request& from, http::access wanted) {
        return authenticate(with, from, wanted);
    };
}

} // namespace accounts

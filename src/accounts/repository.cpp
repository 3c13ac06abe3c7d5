#include "accounts/repository.hpp"

#include "accounts/sql.hpp"
#include "base/errors.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace accounts {
namespace {

using postgres::lane;
using postgres::params;

/// In the order of the columns.
struct user_row {
    base::user_id id;
    std::string username;
    std::string email;
    std::string first_name;
    std::string last_name;
    std::string phone_number;
    std::string user_type;
    std::optional<double> latitude;
    std::optional<double> longitude;
    std::string time_zone;
    std::string locale;
    postgres::jsonb preferences;
    std::optional<std::chrono::seconds> quiet_from;
    std::optional<std::chrono::seconds> quiet_until;
    std::int32_t daily_cap;
    bool is_staff;
    bool is_superuser;
    bool is_active;
    base::instant date_joined;
};

user to_user(user_row row) {
    user made;
    made.id = row.id;
    made.username = std::move(row.username);
    made.email = std::move(row.email);
    made.first_name = std::move(row.first_name);
    made.last_name = std::move(row.last_name);
    made.phone_number = std::move(row.phone_number);
    const auto type = parse_user_type(row.user_type);
    MARKETPLACE_ASSERT(type);
    made.user_type = *type;
    if (row.latitude && row.longitude)
        made.location = base::geo_point::from_degrees(*row.latitude, *row.longitude);
    made.time_zone = std::move(row.time_zone);
    made.locale = std::move(row.locale);
    made.preferences = boost::json::parse(row.preferences.text).as_object();
    if (row.quiet_from && row.quiet_until)
        made.quiet_hours = quiet_hours{*row.quiet_from, *row.quiet_until};
    made.daily_cap = row.daily_cap;
    made.is_staff = row.is_staff;
    made.is_superuser = row.is_superuser;
    made.is_active = row.is_active;
    made.date_joined = row.date_joined;
    return made;
}

std::optional<user> first_user(const postgres::result& found) {
    auto row = found.first<user_row>();
    if (!row)
        return std::nullopt;
    return to_user(std::move(*row));
}

struct known_token_row {
    std::string jti;
    base::user_id user;
    base::instant issued_at;
    base::instant expires_at;
    postgres::uuid family_id;
    std::optional<std::string> successor_jti;
    bool rotated_just_now;
    bool revoked;
};

std::optional<known_refresh_token> first_token(const postgres::result& found) {
    auto row = found.first<known_token_row>();
    if (!row)
        return std::nullopt;
    return known_refresh_token{{row->jti, row->user, row->issued_at, row->expires_at},
                               row->family_id.text,
                               row->successor_jti,
                               row->rotated_just_now,
                               row->revoked};
}

/// From the 32 digits of a token's id to the 36 characters of a uuid.
postgres::uuid to_uuid(std::string_view jti) {
    return {fmt::format("{}-{}-{}-{}-{}", jti.substr(0, 8), jti.substr(8, 4), jti.substr(12, 4),
                        jti.substr(16, 4), jti.substr(20))};
}

double to_seconds(std::chrono::seconds time) {
    return static_cast<double>(time.count());
}

std::optional<double> latitude(const std::optional<base::geo_point>& point) {
    return point ? std::optional{point->latitude()} : std::nullopt;
}

std::optional<double> longitude(const std::optional<base::geo_point>& point) {
    return point ? std::optional{point->longitude()} : std::nullopt;
}

std::optional<std::string> user_type_text(const std::optional<user_type>& type) {
    return type ? std::optional<std::string>{to_string(*type)} : std::nullopt;
}

} // namespace

repository::repository(postgres::pool& pool)
    : pool_{pool}
    , list_{sql::list_users} {}

async::task<std::optional<user>> repository::find(async::deadline until, base::user_id id) {
    co_return first_user(co_await pool_.run(lane::read, until, sql::find_user, params{id}));
}

async::task<std::optional<user>> repository::find(postgres::transaction& tx, base::user_id id) {
    co_return first_user(co_await tx.run(sql::find_user, params{id}));
}

async::task<std::vector<user>> repository::list(async::deadline until, user_filter filter,
                                                std::int64_t offset, std::int64_t limit) {
    const auto found = co_await pool_.run(lane::read, until, list_.by(filter.order),
                                          params{filter.search, limit, offset});
    std::vector<user> users;
    for (auto& row : found.all<user_row>())
        users.push_back(to_user(std::move(row)));
    co_return users;
}

async::task<std::int64_t> repository::count(async::deadline until, user_filter filter) {
    const auto found =
        co_await pool_.run(lane::read, until, sql::count_users, params{filter.search});
    co_return found[0].at<std::int64_t>(0);
}

async::task<std::optional<credentials>> repository::find_credentials(async::deadline until,
                                                                     std::string username) {
    const auto found =
        co_await pool_.run(lane::read, until, sql::find_credentials, params{username});
    co_return found.first<credentials>();
}

async::task<std::optional<std::string>> repository::find_password_hash(async::deadline until,
                                                                       base::user_id id) {
    const auto found = co_await pool_.run(lane::read, until, sql::find_password_hash, params{id});
    if (found.empty())
        co_return std::nullopt;
    co_return found[0].at<std::string>(0);
}

async::task<repository::taken> repository::find_taken(async::deadline until, std::string username,
                                                      std::string email, base::user_id self) {
    const auto found =
        co_await pool_.run(lane::read, until, sql::find_taken, params{username, email, self});
    co_return found[0].as<taken>();
}

async::task<repository::taken> repository::find_taken(postgres::transaction& tx,
                                                      std::string username, std::string email,
                                                      base::user_id self) {
    const auto found = co_await tx.run(sql::find_taken, params{username, email, self});
    co_return found[0].as<taken>();
}

async::task<bool> repository::time_zone_known(async::deadline until, std::string name) {
    const auto found = co_await pool_.run(lane::read, until, sql::time_zone_known, params{name});
    co_return found[0].at<bool>(0);
}

async::task<std::optional<base::user_id>>
repository::insert(postgres::transaction& tx, new_user made, std::string_view segment_source) {
    const auto added =
        co_await tx.run(sql::insert_user, params{made.username, made.email, made.password_hash,
                                                 to_string(made.user_type), segment_source,
                                                 made.phone_number, made.first_name, made.last_name,
                                                 longitude(made.location), latitude(made.location),
                                                 made.is_staff, made.is_superuser, made.is_active});
    if (added.empty())
        co_return std::nullopt;
    co_return added[0].at<base::user_id>(0);
}

async::task<std::optional<bool>> repository::lock(postgres::transaction& tx, base::user_id id) {
    const auto found = co_await tx.run(sql::lock_user, params{id});
    if (found.empty())
        co_return std::nullopt;
    co_return found[0].at<bool>(0);
}

async::task<> repository::update(postgres::transaction& tx, base::user_id id, user_change change) {
    const auto location = change.location.value_or(std::nullopt);
    const auto quiet = change.quiet_hours.value_or(std::nullopt);
    std::optional<postgres::jsonb> preferences;
    if (change.preferences)
        preferences = postgres::jsonb{boost::json::serialize(*change.preferences)};
    params with{id,
                change.username,
                change.email,
                user_type_text(change.user_type),
                change.phone_number,
                change.first_name,
                change.last_name};
    with.add(change.location.has_value()).add(longitude(location)).add(latitude(location));
    with.add(change.time_zone).add(change.locale).add(preferences);
    with.add(change.quiet_hours.has_value());
    with.add(quiet ? std::optional{quiet->from} : std::nullopt)
        .add(quiet ? std::optional{quiet->until} : std::nullopt);
    with.add(change.daily_cap).add(change.is_staff).add(change.is_active);
    co_await tx.run(sql::update_user, std::move(with));
}

async::task<> repository::update_password(postgres::transaction& tx, base::user_id id,
                                          std::string password_hash) {
    co_await tx.run(sql::update_password, params{id, password_hash});
}

async::task<refresh_token> repository::insert_token(async::deadline until, std::string jti,
                                                    std::string family_id, base::user_id user,
                                                    std::chrono::seconds lifetime) {
    const auto made = co_await pool_.run(
        lane::work, until, sql::insert_refresh_token,
        params{to_uuid(jti), postgres::uuid{family_id}, user, to_seconds(lifetime)});
    co_return made[0].as<refresh_token>();
}

async::task<std::optional<known_refresh_token>>
repository::find_token(async::deadline until, std::string jti, std::chrono::seconds grace) {
    co_return first_token(co_await pool_.run(lane::read, until, sql::find_refresh_token,
                                             params{to_uuid(jti), to_seconds(grace)}));
}

async::task<std::optional<known_refresh_token>>
repository::find_token(postgres::transaction& tx, std::string jti, std::chrono::seconds grace) {
    co_return first_token(
        co_await tx.run(sql::find_refresh_token, params{to_uuid(jti), to_seconds(grace)}));
}

async::task<refresh_token> repository::rotate_token(postgres::transaction& tx, std::string jti,
                                                    std::string successor_jti,
                                                    std::chrono::seconds lifetime) {
    const auto made =
        co_await tx.run(sql::rotate_refresh_token,
                        params{to_uuid(jti), to_uuid(successor_jti), to_seconds(lifetime)});
    co_return made[0].as<refresh_token>();
}

async::task<> repository::revoke_family(postgres::transaction& tx, std::string family_id) {
    co_await tx.run(sql::revoke_family, params{postgres::uuid{family_id}});
}

async::task<> repository::revoke_all(postgres::transaction& tx, base::user_id user) {
    co_await tx.run(sql::revoke_user_tokens, params{user});
}

} // namespace accounts

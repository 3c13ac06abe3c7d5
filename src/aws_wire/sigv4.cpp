#include "aws_wire/sigv4.hpp"

#include "aws_wire/digest.hpp"
#include "aws_wire/query_codec.hpp"
#include "base/encoding.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace aws_wire {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
constexpr auto clock_skew_max = 15min;

/// Cut at both ends, runs of blanks made one.
std::string folded(std::string_view value) {
    std::string out;
    for (const char c : value) {
        if (c != ' ' && c != '\t')
            out.push_back(c);
        else if (!out.empty() && out.back() != ' ')
            out.push_back(' ');
    }
    if (out.ends_with(' '))
        out.pop_back();
    return out;
}

/// Every service but S3 signs the path encoded once more than it was sent, "/" apart.
std::string canonical_path(std::string_view path) {
    if (path.empty())
        return "/";
    std::string out;
    while (true) {
        const auto slash = path.find('/');
        append_percent_encoded(out, path.substr(0, slash));
        if (slash == std::string_view::npos)
            return out;
        out.push_back('/');
        path.remove_prefix(slash + 1);
    }
}

std::string canonical_query(std::string_view query) {
    std::vector<std::pair<std::string, std::string>> pairs;
    while (!query.empty()) {
        const auto ampersand = query.find('&');
        const auto pair = query.substr(0, ampersand);
        query.remove_prefix(ampersand == std::string_view::npos ? query.size() : ampersand + 1);
        if (pair.empty())
            continue;
        const auto equals = pair.find('=');
        auto& [key, value] = pairs.emplace_back();
        append_percent_encoded(key, percent_decoded(pair.substr(0, equals), false));
        if (equals != std::string_view::npos)
            append_percent_encoded(value, percent_decoded(pair.substr(equals + 1), false));
    }
    std::ranges::sort(pairs);
    std::string out;
    for (const auto& [key, value] : pairs)
        out += fmt::format("{}{}={}", out.empty() ? "" : "&", key, value);
    return out;
}

struct canonical_headers {
    std::string lines;
    std::string names; ///< "content-type;host;x-amz-date"
};

canonical_headers canonical(const header_list& headers) {
    std::multimap<std::string, std::string> sorted; // equal names keep their order
    for (const auto& [name, value] : headers)
        sorted.emplace(base::lower_case(name), folded(value));
    canonical_headers out;
    std::string_view previous;
    for (const auto& [name, value] : sorted) {
        if (name == previous) { // values of one name are joined
            out.lines.back() = ',';
            out.lines += value + '\n';
            continue;
        }
        previous = name;
        out.lines += fmt::format("{}:{}\n", name, value);
        if (!out.names.empty())
            out.names += ';';
        out.names += name;
    }
    return out;
}

std::string string_to_sign(const signable_request& request, const canonical_headers& headers,
                           std::string_view amz_date, std::string_view scope) {
    const auto canonical_request = fmt::format(
        "{}\n{}\n{}\n{}\n{}\n{}", request.method, canonical_path(request.path),
        canonical_query(request.query), headers.lines, headers.names, sha256_hex(request.body));
    return fmt::format("{}\n{}\n{}\n{}", algorithm, amz_date, scope, sha256_hex(canonical_request));
}

std::string_view as_text(const sha256_value& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string derive_key(std::string_view secret, std::string_view date, std::string_view region,
                       std::string_view service) {
    auto key = hmac_sha256(fmt::format("AWS4{}", secret), date);
    for (const auto part : {region, service, std::string_view{"aws4_request"}})
        key = hmac_sha256(as_text(key), part);
    return std::string{as_text(key)};
}

const std::string* find_header(const header_list& headers, std::string_view lower_case_name) {
    for (const auto& [name, value] : headers) {
        if (base::lower_case(name) == lower_case_name)
            return &value;
    }
    return nullptr;
}

/// The part of an Authorization header behind "NAME=", up to the comma.
std::optional<std::string_view> parameter(std::string_view header, std::string_view name) {
    const auto at = header.find(name);
    if (at == std::string_view::npos || at == 0 || (header[at - 1] != ' ' && header[at - 1] != ','))
        return std::nullopt;
    header.remove_prefix(at + name.size());
    return header.substr(0, header.find(','));
}

} // namespace

std::string to_amz_date(base::instant at) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at);
    const auto day = std::chrono::floor<std::chrono::days>(seconds);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{seconds - day};
    return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::optional<base::instant> parse_amz_date(std::string_view text) {
    if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z')
        return std::nullopt;
    return base::parse_rfc3339(fmt::format("{}-{}-{}T{}:{}:{}Z", text.substr(0, 4),
                                           text.substr(4, 2), text.substr(6, 2), text.substr(9, 2),
                                           text.substr(11, 2), text.substr(13, 2)));
}

std::optional<authorization> authorization::parse(std::string_view header) {
    if (!header.starts_with(algorithm))
        return std::nullopt;
    const auto credential = parameter(header, "Credential=");
    const auto names = parameter(header, "SignedHeaders=");
    const auto signature = parameter(header, "Signature=");
    if (!credential || !names || !signature)
        return std::nullopt;

    // An access key may hold slashes; the four parts behind it may not.
    std::vector<std::string_view> parts;
    auto rest = *credential;
    for (int i = 0; i < 4; ++i) {
        const auto slash = rest.rfind('/');
        if (slash == std::string_view::npos)
            return std::nullopt;
        parts.push_back(rest.substr(slash + 1));
        rest = rest.substr(0, slash);
    }
    if (parts[0] != "aws4_request" || rest.empty())
        return std::nullopt;
    authorization out{
        {std::string{rest}, std::string{parts[3]}, std::string{parts[2]}, std::string{parts[1]}},
        {},
        std::string{*signature}};
    for (auto list = *names; !list.empty();) {
        const auto semicolon = list.find(';');
        out.signed_headers.emplace_back(list.substr(0, semicolon));
        list.remove_prefix(semicolon == std::string_view::npos ? list.size() : semicolon + 1);
    }
    return out;
}

signer::signer(credentials keys, std::string region, std::string service)
    : keys_{std::move(keys)}
    , region_{std::move(region)}
    , service_{std::move(service)} {}

std::string_view signer::key_of(std::string_view date) {
    if (key_date_ != date) {
        key_ = derive_key(keys_.secret_access_key, date, region_, service_);
        key_date_ = date;
    }
    return key_;
}

header_list signer::sign(const signable_request& request, base::instant at) {
    const auto amz_date = to_amz_date(at);
    header_list added{{"X-Amz-Date", amz_date}};
    if (!keys_.session_token.empty())
        added.emplace_back("X-Amz-Security-Token", keys_.session_token);
    auto all = request.headers;
    all.insert(all.end(), added.begin(), added.end());

    const auto headers = canonical(all);
    const auto date = std::string_view{amz_date}.substr(0, 8);
    const auto scope = fmt::format("{}/{}/{}/aws4_request", date, region_, service_);
    const auto signature =
        base::to_hex(hmac_sha256(key_of(date), string_to_sign(request, headers, amz_date, scope)));
    added.emplace_back("Authorization",
                       fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}", algorithm,
                                   keys_.access_key_id, scope, headers.names, signature));
    return added;
}

std::expected<credential_scope, error> verify(const signable_request& request,
                                              const secret_lookup& secret_of, base::instant now) {
    const auto* header = find_header(request.headers, "authorization");
    if (!header)
        return std::unexpected{make_error(error_code::missing_authentication_token)};
    const auto claimed = authorization::parse(*header);
    if (!claimed) {
        return std::unexpected{error{error_code::incomplete_signature,
                                     "The Authorization header is not of Signature Version 4."}};
    }
    const auto* amz_date = find_header(request.headers, "x-amz-date");
    const auto made_at = amz_date ? parse_amz_date(*amz_date) : std::nullopt;
    if (!made_at || !amz_date->starts_with(claimed->scope.date)) {
        return std::unexpected{error{error_code::incomplete_signature,
                                     "X-Amz-Date is missing, malformed or of another day."}};
    }
    if (*made_at > now + clock_skew_max || *made_at < now - clock_skew_max) {
        return std::unexpected{error{
            error_code::signature_does_not_match,
            fmt::format("Signature expired or not yet current: {} (now {}, at most 15 min. apart)",
                        *amz_date, to_amz_date(now))}};
    }
    const auto secret = secret_of(claimed->scope.access_key_id);
    if (!secret)
        return std::unexpected{make_error(error_code::invalid_client_token_id)};

    header_list signed_headers;
    for (const auto& name : claimed->signed_headers) {
        const auto* value = find_header(request.headers, name);
        if (!value)
            return std::unexpected{make_error(error_code::signature_does_not_match)};
        signed_headers.emplace_back(name, *value);
    }
    if (std::ranges::find(claimed->signed_headers, "host") == claimed->signed_headers.end()) {
        return std::unexpected{
            error{error_code::incomplete_signature, "'Host' must be a signed header."}};
    }
    const auto& scope = claimed->scope;
    const auto scope_text =
        fmt::format("{}/{}/{}/aws4_request", scope.date, scope.region, scope.service);
    const auto text = string_to_sign(request, canonical(signed_headers), *amz_date, scope_text);
    const auto signature = base::to_hex(
        hmac_sha256(derive_key(*secret, scope.date, scope.region, scope.service), text));
    if (!base::equal_in_constant_time(signature, claimed->signature)) {
        return std::unexpected{make_error(error_code::signature_does_not_match)};
    }
    return scope;
}

} // namespace aws_wire

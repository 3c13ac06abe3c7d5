#pragma once

#include "aws_wire/errors.hpp"
#include "base/clock.hpp"

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// AWS Signature Version 4, in headers.
namespace aws_wire {

struct credentials {
    std::string access_key_id;
    std::string secret_access_key;
    std::string session_token; ///< empty for long-lived keys
};

using header_list = std::vector<std::pair<std::string, std::string>>;

/// A request as a signature sees it. `path` and `query` as they stand in the request line.
struct signable_request {
    std::string_view method;
    std::string_view path;
    std::string_view query;
    header_list headers; ///< those to sign; for verifying, all that came
    std::string_view body;
};

struct credential_scope {
    std::string access_key_id;
    std::string date;
    std::string region;
    std::string service;
};

/// What stands in "AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/SERVICE/aws4_request,
/// SignedHeaders=..., Signature=...".
struct authorization {
    credential_scope scope;
    std::vector<std::string> signed_headers;
    std::string signature;

    static std::optional<authorization> parse(std::string_view header);
};

/// Signs for one pair of credentials, region and service. The key of a day is derived once. Not
/// thread-safe.
class signer {
public:
    signer(credentials keys, std::string region, std::string service);

    /// The headers to add: X-Amz-Date, X-Amz-Security-Token if there is one, Authorization.
    /// `request.headers` must hold Host; every header in it is signed.
    header_list sign(const signable_request& request, base::instant at);

    const credentials& keys() const { return keys_; }

private:
    std::string_view key_of(std::string_view date);

    credentials keys_;
    std::string region_;
    std::string service_;
    std::string key_date_;
    std::string key_;
};

/// The secret of an access key; nothing for a key that is not known.
using secret_lookup = std::function<std::optional<std::string>(std::string_view access_key_id)>;

/// Checks a request's signature and that it was made at most 15 minutes from `now`.
std::expected<credential_scope, error> verify(const signable_request& request,
                                              const secret_lookup& secret_of, base::instant now);

/// "20261124T040000Z".
std::string to_amz_date(base::instant at);
std::optional<base::instant> parse_amz_date(std::string_view text);

} // namespace aws_wire

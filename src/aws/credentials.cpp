#include "aws/credentials.hpp"

#include <stdexcept>

namespace aws {

credentials static_credentials(const std::string& access_key_id,
                               const std::string& secret_access_key,
                               const std::string& session_token, bool needs_real) {
    if (access_key_id.empty() && secret_access_key.empty()) {
        if (!needs_real)
            return {"test", "test", {}};
        throw std::invalid_argument{
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: needed for the real AWS; set "
            "AWS_SNS_ENDPOINT_URL and AWS_SQS_ENDPOINT_URL to use a service of your own"};
    }
    if (access_key_id.empty())
        throw std::invalid_argument{"AWS_ACCESS_KEY_ID: needed beside AWS_SECRET_ACCESS_KEY"};
    if (secret_access_key.empty())
        throw std::invalid_argument{"AWS_SECRET_ACCESS_KEY: needed beside AWS_ACCESS_KEY_ID"};
    return {access_key_id, secret_access_key, session_token};
}

} // namespace aws

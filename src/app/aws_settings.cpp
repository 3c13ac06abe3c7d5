#include "app/aws_settings.hpp"

namespace app {

aws::config aws_config(const settings& with) {
    const bool needs_real = with.aws_sns_endpoint_url.empty() || with.aws_sqs_endpoint_url.empty();
    aws::config out;
    out.keys = aws::static_credentials(with.aws_access_key_id, with.aws_secret_access_key,
                                       with.aws_session_token, needs_real);
    out.region = with.aws_default_region;
    out.sns_endpoint_url = with.aws_sns_endpoint_url;
    out.sqs_endpoint_url = with.aws_sqs_endpoint_url;
    out.attempt_timeout = with.aws_call_timeout;
    out.retries.attempts_max = static_cast<unsigned>(with.aws_call_attempts_max);
    return out;
}

aws::messaging_names notice_names(const settings& with) {
    return {.topic_arn = with.flash_promo_topic_arn, .queue_url = with.flash_promo_queue_url};
}

aws::messaging_options notice_publishing(const settings& with) {
    aws::messaging_options out;
    out.may_create = !with.aws_sns_endpoint_url.empty() && !with.aws_sqs_endpoint_url.empty();
    out.publishing.requests_at_a_time = static_cast<std::size_t>(with.notice_publishes_at_a_time);
    return out;
}

aws::consumer_options notice_receiving(const settings& with) {
    aws::consumer_options out;
    out.receivers_max = static_cast<std::size_t>(with.notice_receives_at_a_time);
    out.batches_in_hand_max = static_cast<std::size_t>(with.notice_batches_at_a_time);
    out.visibility =
        std::chrono::duration_cast<std::chrono::seconds>(with.notice_visibility_timeout);
    return out;
}

} // namespace app

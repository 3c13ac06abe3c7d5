#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aws_wire {

enum class service : std::uint8_t { sqs, sns, sts };

/// Every refusal that the wire can carry. What each is called, and its HTTP status, differs by
/// service and protocol: see error_names.
enum class error_code : std::uint8_t {
    // SQS
    queue_does_not_exist,
    queue_name_exists,
    queue_deleted_recently,
    purge_queue_in_progress,
    invalid_parameter_value,
    missing_parameter,
    invalid_attribute_name,
    invalid_attribute_value,
    invalid_message_contents,
    receipt_handle_is_invalid,
    message_not_inflight,
    over_limit,
    unsupported_operation,
    resource_not_found,
    // batches, of both
    batch_request_too_long,
    too_many_entries_in_batch_request,
    empty_batch_request,
    batch_entry_ids_not_distinct,
    invalid_batch_entry_id,
    // SNS
    not_found,
    invalid_parameter,
    parameter_value_invalid,
    subscription_limit_exceeded,
    throttled,
    validation_error,
    // of all
    invalid_action,
    missing_action,
    serialization,
    missing_authentication_token,
    incomplete_signature,
    invalid_client_token_id,
    signature_does_not_match,
    internal_failure,
};

struct error {
    error_code code = error_code::internal_failure;
    std::string message;

    friend bool operator==(const error&, const error&) = default;
};

struct error_names {
    std::string_view query; ///< <Code> of SQS' query protocol, and x-amzn-query-error
    std::string_view
        json; ///< behind "com.amazonaws.sqs#" in __type, or a whole __type when it holds a '#'
    std::string_view sns; ///< <Code> of SNS
    unsigned status = 400;
};

const error_names& names_of(error_code code);

/// AWS' default text of errors that carry always the same.
std::string_view default_text(error_code code);
error make_error(error_code code);

/// The code that an answer names, as SNS, SQS query or SQS JSON write it; internal_failure for what
/// is not known.
error_code parse_error_code(std::string_view name);

} // namespace aws_wire

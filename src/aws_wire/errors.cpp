#include "aws_wire/errors.hpp"

#include <array>
#include <utility>

namespace aws_wire {
namespace {

struct row {
    error_code code;
    error_names names;
    std::string_view text;
};

// SNS answers 404 where SQS answers 400; both know "not found" under names of their own, so one
// status each is enough.
constexpr std::array rows{
    row{error_code::queue_does_not_exist,
        {"AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist", "NotFound", 400},
        "The specified queue does not exist."},
    row{error_code::queue_name_exists,
        {"QueueAlreadyExists", "QueueNameExists", "InvalidParameter", 400},
        ""},
    row{error_code::queue_deleted_recently,
        {"AWS.SimpleQueueService.QueueDeletedRecently", "QueueDeletedRecently", "InvalidParameter",
         400},
        "You must wait 60 seconds after deleting a queue before you can create another with the "
        "same name."},
    row{error_code::purge_queue_in_progress,
        {"AWS.SimpleQueueService.PurgeQueueInProgress", "PurgeQueueInProgress", "InvalidParameter",
         403},
        ""},
    row{error_code::invalid_parameter_value,
        {"InvalidParameterValue", "InvalidParameterValueException", "InvalidParameter", 400},
        ""},
    row{error_code::missing_parameter,
        {"MissingParameter", "MissingRequiredParameterException", "ValidationError", 400},
        ""},
    row{error_code::invalid_attribute_name,
        {"InvalidAttributeName", "InvalidAttributeName", "InvalidParameter", 400},
        ""},
    row{error_code::invalid_attribute_value,
        {"InvalidAttributeValue", "InvalidAttributeValue", "InvalidParameter", 400},
        ""},
    row{error_code::invalid_message_contents,
        {"InvalidMessageContents", "InvalidMessageContents", "InvalidParameter", 400},
        "The message contains characters outside the allowed set."},
    row{error_code::receipt_handle_is_invalid,
        {"ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", "InvalidParameter", 400},
        ""},
    row{error_code::message_not_inflight,
        {"AWS.SimpleQueueService.MessageNotInflight", "MessageNotInflight", "InvalidParameter",
         400},
        ""},
    row{error_code::over_limit, {"OverLimit", "OverLimit", "Throttled", 403}, ""},
    row{error_code::unsupported_operation,
        {"AWS.SimpleQueueService.UnsupportedOperation", "UnsupportedOperation", "InvalidParameter",
         400},
        ""},
    row{error_code::resource_not_found,
        {"ResourceNotFoundException", "ResourceNotFoundException", "ResourceNotFound", 404},
        ""},
    row{error_code::batch_request_too_long,
        {"AWS.SimpleQueueService.BatchRequestTooLong", "BatchRequestTooLong", "BatchRequestTooLong",
         400},
        ""},
    row{error_code::too_many_entries_in_batch_request,
        {"AWS.SimpleQueueService.TooManyEntriesInBatchRequest", "TooManyEntriesInBatchRequest",
         "TooManyEntriesInBatchRequest", 400},
        ""},
    row{error_code::empty_batch_request,
        {"AWS.SimpleQueueService.EmptyBatchRequest", "EmptyBatchRequest", "EmptyBatchRequest", 400},
        ""},
    row{error_code::batch_entry_ids_not_distinct,
        {"AWS.SimpleQueueService.BatchEntryIdsNotDistinct", "BatchEntryIdsNotDistinct",
         "BatchEntryIdsNotDistinct", 400},
        ""},
    row{error_code::invalid_batch_entry_id,
        {"AWS.SimpleQueueService.InvalidBatchEntryId", "InvalidBatchEntryId", "InvalidBatchEntryId",
         400},
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It "
        "can be at most 80 "
        "letters long."},
    row{error_code::not_found, {"NotFound", "NotFound", "NotFound", 404}, ""},
    row{error_code::invalid_parameter,
        {"InvalidParameter", "InvalidParameter", "InvalidParameter", 400},
        ""},
    row{error_code::parameter_value_invalid,
        {"ParameterValueInvalid", "ParameterValueInvalid", "ParameterValueInvalid", 400},
        ""},
    row{error_code::subscription_limit_exceeded,
        {"SubscriptionLimitExceeded", "SubscriptionLimitExceeded", "SubscriptionLimitExceeded",
         403},
        ""},
    row{error_code::throttled,
        {"RequestThrottled", "RequestThrottled", "Throttled", 429},
        "Rate exceeded"},
    row{error_code::validation_error,
        {"ValidationError", "ValidationException", "ValidationError", 400},
        ""},
    row{error_code::invalid_action,
        {"InvalidAction", "com.amazon.coral.service#UnknownOperationException", "InvalidAction",
         400},
        ""},
    row{error_code::missing_action,
        {"MissingAction", "com.amazon.coral.service#UnknownOperationException", "MissingAction",
         400},
        "Missing Action"},
    row{error_code::serialization,
        {"MalformedInput", "com.amazon.coral.service#SerializationException", "MalformedInput",
         400},
        ""},
    row{error_code::missing_authentication_token,
        {"MissingAuthenticationToken",
         "com.amazon.coral.service#MissingAuthenticationTokenException",
         "MissingAuthenticationToken", 403},
        "Request is missing Authentication Token"},
    row{error_code::incomplete_signature,
        {"IncompleteSignature", "com.amazon.coral.service#IncompleteSignatureException",
         "IncompleteSignature", 400},
        ""},
    row{error_code::invalid_client_token_id,
        {"InvalidClientTokenId", "com.amazon.coral.service#UnrecognizedClientException",
         "InvalidClientTokenId", 403},
        "The security token included in the request is invalid."},
    row{error_code::signature_does_not_match,
        {"SignatureDoesNotMatch", "com.amazon.coral.service#InvalidSignatureException",
         "SignatureDoesNotMatch", 403},
        "The request signature we calculated does not match the signature you provided. Check your "
        "AWS Secret Access "
        "Key and signing method. Consult the service documentation for details."},
    row{error_code::internal_failure,
        {"InternalFailure", "com.amazon.coral.service#InternalFailure", "InternalError", 500},
        "The request processing has failed because of an unknown error, exception or failure."},
};

constexpr bool in_order() {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (std::to_underlying(rows[i].code) != i)
            return false;
    }
    return rows.size() == std::to_underlying(error_code::internal_failure) + 1U;
}
static_assert(in_order(), "one row a code, in the order of the enumeration");

std::string_view local_name(std::string_view json) {
    return json.substr(json.rfind('#') + 1);
}

const row& row_of(error_code code) {
    return rows[std::to_underlying(code)];
}

} // namespace

const error_names& names_of(error_code code) {
    return row_of(code).names;
}

std::string_view default_text(error_code code) {
    return row_of(code).text;
}

error make_error(error_code code) {
    return {code, std::string{default_text(code)}};
}

error_code parse_error_code(std::string_view name) {
    name = name.substr(0, name.find(';'));               // x-amzn-query-error: "code;Sender"
    const auto local = name.substr(name.rfind('#') + 1); // npos + 1 is 0
    for (const auto& each : rows) {
        if (name == each.names.query || local == local_name(each.names.json))
            return each.code;
    }
    for (const auto& each : rows) {
        if (name == each.names.sns)
            return each.code;
    }
    // AWS' front ends throttle under names of their own.
    if (local == "ThrottlingException" || local == "Throttling" ||
        local == "TooManyRequestsException")
        return error_code::throttled;
    return error_code::internal_failure;
}

} // namespace aws_wire

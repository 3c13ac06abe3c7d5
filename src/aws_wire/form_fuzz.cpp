#include "aws_wire/query_codec.hpp"
#include "aws_wire/sns_publish.hpp"
#include "aws_wire/sqs_send.hpp"
#include "base/errors.hpp"

#include <cstddef>
#include <cstdint>

/// What a form says must stand when it is written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace aws_wire;
    const auto parsed = form::parse({reinterpret_cast<const char*>(data), size});
    if (const auto batch =
            from_form<sqs::send_message_batch_input>(parsed, query_style::flattened)) {
        const auto text = to_form(*batch, sqs::version, query_style::flattened);
        const auto again =
            from_form<sqs::send_message_batch_input>(form::parse(text), query_style::flattened);
        MARKETPLACE_ASSERT(again.has_value());
    }
    if (const auto batch = from_form<sns::publish_batch_input>(parsed, query_style::wrapped)) {
        const auto text = to_form(*batch, sns::version, query_style::wrapped);
        MARKETPLACE_ASSERT(
            from_form<sns::publish_batch_input>(form::parse(text), query_style::wrapped)
                .has_value());
    }
    return 0;
}

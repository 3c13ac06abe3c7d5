#include "aws_wire/json_codec.hpp"
#include "aws_wire/notification.hpp"
#include "aws_wire/sqs_receive.hpp"
#include "aws_wire/sqs_send.hpp"
#include "base/errors.hpp"

#include <cstddef>
#include <cstdint>

/// What a JSON request says must stand when it is written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace aws_wire;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto value = parse_json(text);
    if (!value)
        return 0;
    if (const auto request = from_json<sqs::send_message_batch_input>(*value)) {
        const auto written = to_json(*request);
        const auto again = parse_json(written);
        MARKETPLACE_ASSERT(again.has_value());
        const auto read = from_json<sqs::send_message_batch_input>(*again);
        MARKETPLACE_ASSERT(read.has_value() && to_json(*read) == written);
    }
    static_cast<void>(from_json<sqs::receive_message_output>(*value));
    if (const auto note = notification::parse(text)) {
        const auto again = notification::parse(note->to_json());
        MARKETPLACE_ASSERT(again && again->message == note->message);
    }
    return 0;
}

#include "aws_wire/arn.hpp"
#include "aws_wire/sigv4.hpp"
#include "aws_wire/sns_publish.hpp"
#include "aws_wire/xml_codec.hpp"

#include <cstddef>
#include <cstdint>

/// Answers of the query protocol, and the small texts that come in headers and parameters.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace aws_wire;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    static_cast<void>(
        from_xml<sns::publish_batch_output>(text, "PublishBatch", query_style::wrapped));
    static_cast<void>(arn::parse(text));
    static_cast<void>(parse_queue_url(text));
    static_cast<void>(authorization::parse(text));
    static_cast<void>(parse_amz_date(text));
    return 0;
}

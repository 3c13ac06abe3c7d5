#include "notifications/message.hpp"

#include "aws_wire/notification.hpp"
#include "base/messages.hpp"
#include "json/decoder.hpp"

#include <array>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace notifications {
namespace {

constexpr std::int64_t int32_max = 2'147'483'647;
constexpr std::array kinds{std::string_view{"flash_promo"}, std::string_view{"restock"}};

std::string describe(const json::field_errors& errors) {
    std::string all;
    for (const auto& [field, whys] : errors) {
        for (const auto& why : whys)
            all += fmt::format("{}{}: {}", all.empty() ? "" : "; ", field, why);
    }
    return all;
}

boost::json::value parse(std::string_view body) {
    boost::system::error_code error;
    auto value = boost::json::parse(body, error);
    return error ? boost::json::value{} : value;
}

} // namespace

std::string encode(const notice_message& notice) {
    return fmt::format(
        R"({{"window":{},"shopper":{},"type":"{}","day":"{:04}-{:02}-{:02}","version":{},"text":{}}})",
        notice.window.value(), notice.shopper.value(), to_string(notice.what),
        static_cast<int>(notice.day.year()), static_cast<unsigned>(notice.day.month()),
        static_cast<unsigned>(notice.day.day()), notice.version,
        boost::json::serialize(boost::json::string{notice.text}));
}

std::expected<notice_message, std::string> decode_notice(std::string_view body) {
    if (const auto envelope = aws_wire::notification::parse(body))
        return decode_notice(envelope->message);
    const auto value = parse(body);
    json::object_decoder in{value};
    if (const auto* object = value.if_object()) {
        for (const auto& member : *object)
            in.ignore({std::string_view{member.key()}});
    }
    const auto window = in.required_key("window");
    const auto shopper = in.required_key("shopper");
    const auto type = in.required_choice("type", kinds);
    const auto day = in.optional_date("day");
    if (!day)
        in.fail("day", "This field is required.");
    const auto version = in.required_integer("version", {.min = 1, .max = int32_max});
    const auto text = in.required_text(
        "text", {.length_max = notice_text_length_max, .blank_allowed = true, .trim = false});
    if (const auto errors = in.finish(); !errors.empty())
        return std::unexpected{describe(errors)};
    return notice_message{base::window_id{*window},
                          base::user_id{*shopper},
                          *parse_kind(*type),
                          *day,
                          static_cast<std::int32_t>(*version),
                          *text};
}

std::string notice_text(kind what, const window_facts& of, base::language in) {
    const auto pattern =
        base::message(what == kind::restock ? "notice_restock" : "notice_flash_promo", in);
    return fmt::format(fmt::runtime(pattern), fmt::arg("product", of.product_name),
                       fmt::arg("store", of.store_name), fmt::arg("price", of.price.to_string()),
                       fmt::arg("currency", of.currency), fmt::arg("until", of.closes_at));
}

} // namespace notifications

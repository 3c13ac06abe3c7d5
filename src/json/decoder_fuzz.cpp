// Any JSON text, read as every kind of field: no crash, and an error for every field that gave no
// value.
#include "base/errors.hpp"
#include "json/decoder.hpp"

#include <boost/json/parse.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    boost::system::error_code broken;
    const auto value = boost::json::parse({reinterpret_cast<const char*>(data), size}, broken);
    if (broken)
        return 0;

    constexpr std::array<std::string_view, 2> choices{"new", "regular"};
    json::object_decoder in{value};
    const bool complete = in.required_text("text") && in.required_integer("integer") &&
                          in.required_number("number") && in.required_boolean("boolean") &&
                          in.required_money("money") && in.required_choice("choice", choices) &&
                          in.required_time_of_day("time") && in.required_point();
    in.optional_date("date");
    in.optional_choices("choices", choices);
    in.optional_integers("integers", {0, 6}, 7);
    in.optional_object("object", 64);
    MARKETPLACE_ASSERT(complete || !in.finish().empty());
    return 0;
}

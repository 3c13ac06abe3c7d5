#include "base/messages.hpp"
#include "base/translations.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace {

using base::language;

/// The names in braces.
std::multiset<std::string> gaps(std::string_view text) {
    std::multiset<std::string> names;
    for (std::size_t at = 0; (at = text.find('{', at)) != std::string_view::npos; ++at)
        names.emplace(text.substr(at, text.find('}', at) - at + 1));
    return names;
}

TEST(messages, are_whole_in_both_languages) {
    ASSERT_GT(base::message_codes().size(), 20U);
    for (const auto code : base::message_codes()) {
        const auto english = base::message(code);
        const auto spanish = base::message(code, language::spanish);
        EXPECT_FALSE(english.empty()) << code;
        EXPECT_FALSE(spanish.empty()) << code;
        EXPECT_NE(english, spanish) << code;
        EXPECT_EQ(gaps(english), gaps(spanish)) << code;
    }
    EXPECT_EQ(base::find_message("no_such_code", language::spanish), std::nullopt);
}

TEST(translations, keep_what_was_put_into_a_sentence) {
    const auto in_spanish = [](std::string_view english) {
        return base::translated(english, language::spanish).value_or("none");
    };
    EXPECT_EQ(in_spanish("Not found."), "No encontrado.");
    EXPECT_EQ(in_spanish("Ensure this field has no more than 255 characters."),
              "Asegúrese de que este campo no tenga más de 255 caracteres.");
    EXPECT_EQ(in_spanish("Ensure that there are no more than 10 digits in total."),
              "Asegúrese de que no haya más de 10 dígitos en total.");
    EXPECT_EQ(in_spanish("\"a\" is not\" is not a valid choice."),
              "\"a\" is not\" no es una opción válida.");
    EXPECT_EQ(in_spanish("Ensure that there are no more than 8 digits before the decimal point."),
              "Asegúrese de que no haya más de 8 dígitos antes del punto decimal.");
    EXPECT_EQ(in_spanish("Not a sentence of ours."), "none");
    EXPECT_EQ(in_spanish("Not found. And more"), "none");
    EXPECT_EQ(in_spanish(""), "none");
    EXPECT_EQ(base::translated("anything", language::english), "anything");
}

} // namespace

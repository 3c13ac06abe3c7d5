#include "app/mail/smtp_dialogue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using app::smtp_dialogue;
using step = smtp_dialogue::step;
using testing::ElementsAre;
using testing::HasSubstr;

/// What is said to a server that replies so, one after the other; encryption included.
std::vector<std::string> said(smtp_dialogue dialogue, std::initializer_list<int> replies) {
    std::vector<std::string> all;
    for (const int code : replies) {
        auto next = dialogue.on_reply(code, "ok");
        if (next.what == step::start_tls) {
            all.emplace_back("(encrypts)");
            next = dialogue.on_encrypted();
        }
        all.push_back(next.what == step::done ? "(done)" : next.text);
    }
    return all;
}

TEST(smtp_dialogue, hands_a_letter_over) {
    EXPECT_THAT(said({{}, "shop@example.com", "ana@example.com", "text\r\n"},
                     {220, 250, 250, 250, 354, 250, 221}),
                ElementsAre("EHLO localhost\r\n", "MAIL FROM:<shop@example.com>\r\n",
                            "RCPT TO:<ana@example.com>\r\n", "DATA\r\n", "text\r\n.\r\n",
                            "QUIT\r\n", "(done)"));
}

TEST(smtp_dialogue, encrypts_before_it_tells_who_it_is) {
    EXPECT_THAT(said({{"me", "secret", true}, "a@example.com", "b@example.com", ""},
                     {220, 250, 220, 250, 235}),
                ElementsAre("EHLO localhost\r\n", "STARTTLS\r\n", "(encrypts)",
                            "EHLO localhost\r\n", "AUTH PLAIN AG1lAHNlY3JldA==\r\n",
                            "MAIL FROM:<a@example.com>\r\n"));
}

TEST(smtp_dialogue, tells_a_refusal_for_good_from_one_for_now) {
    for (const auto& [code, for_now] : {std::pair{550, false}, std::pair{451, true}}) {
        smtp_dialogue dialogue{{}, "a@example.com", "b@example.com", ""};
        dialogue.on_reply(220, "");
        try {
            dialogue.on_reply(code, "no");
            FAIL() << code;
        } catch (const app::smtp_refusal& refused) {
            EXPECT_EQ(refused.is_for_now(), for_now);
            EXPECT_THAT(refused.what(), HasSubstr("no"));
        }
    }
}

TEST(mail_text, is_ascii_whatever_is_said) {
    const accounts::mail letter{"ana@example.com", "Contraseña", std::string(100, 'a') + "ñ"};
    const auto text = app::mail_text(letter, "Shop <shop@example.com>", "today", "1@shop");
    EXPECT_THAT(text, HasSubstr("Subject: =?utf-8?B?Q29udHJhc2XDsWE=?=\r\n"));
    EXPECT_THAT(text, HasSubstr("From: Shop <shop@example.com>\r\nTo: ana@example.com\r\n"));
    EXPECT_TRUE(std::ranges::all_of(text, [](char c) { return c > 0; }));
    EXPECT_EQ(app::address_of("Shop <shop@example.com>"), "shop@example.com");
    EXPECT_EQ(app::address_of("shop@example.com"), "shop@example.com");
    const accounts::mail evil{"a@example.com\r\nBcc: b@example.com", "x", "y"};
    EXPECT_THROW(app::mail_text(evil, "a@example.com", "", ""), std::invalid_argument);
}

} // namespace

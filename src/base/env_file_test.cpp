#include "base/env_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(env_file, reads_plain_values_comments_and_export) {
    const auto file = base::parse_env_file("# the database\n"
                                           "POSTGRES_DB=marketplace\r\n"
                                           "\n"
                                           "  export DEBUG = True   # not in production\n"
                                           "SECRET_KEY=a#b$c\n"
                                           "EMPTY=\n"
                                           "NOTHING= # only a comment");
    EXPECT_THAT(file.errors, IsEmpty());
    EXPECT_THAT(file.values,
                ElementsAre(Pair("DEBUG", "True"), Pair("EMPTY", ""), Pair("NOTHING", ""),
                            Pair("POSTGRES_DB", "marketplace"), Pair("SECRET_KEY", "a#b$c")));
}

TEST(env_file, reads_quotations) {
    const auto file = base::parse_env_file("A='it is \\n literal # here' # comment\n"
                                           "B=\"two\\nlines \\\"quoted\\\" \\$5 \\x\"\n"
                                           "C=\"spans\nlines\"\n"
                                           "D=''\n"
                                           "E=it's");
    EXPECT_THAT(file.errors, IsEmpty());
    EXPECT_THAT(file.values,
                ElementsAre(Pair("A", "it is \\n literal # here"),
                            Pair("B", "two\nlines \"quoted\" $5 \\x"), Pair("C", "spans\nlines"),
                            Pair("D", ""), Pair("E", "it's")));
}

TEST(env_file, names_every_bad_line_and_keeps_the_good_ones) {
    const auto file = base::parse_env_file("GOOD=1\nno equals sign\n=nameless\n1ST=x\nA='b' "
                                           "c\nB=\"multi\nline\" x\nOPEN=\"never\nclosed\n");
    EXPECT_THAT(file.values, ElementsAre(Pair("GOOD", "1")));
    EXPECT_THAT(file.errors,
                ElementsAre("line 2: expected NAME=value", "line 3: expected NAME=value",
                            "line 4: expected NAME=value",
                            "line 5: unexpected text after the quotation",
                            "line 6: unexpected text after the quotation",
                            "line 8: the quotation is not closed"));
}

TEST(env_file, the_last_of_equal_names_wins) {
    EXPECT_THAT(base::parse_env_file("A=1\nA=2\n").values, ElementsAre(Pair("A", "2")));
}

TEST(env_file, reads_back_what_it_wrote) {
    for (const char* value :
         {"", "plain", "two words", "it's", "a\nb", "$HOME \"x\" \\", "#", "tab\t'", "ünï"}) {
        const auto file = base::parse_env_file(base::to_env_line("NAME", value));
        EXPECT_THAT(file.errors, IsEmpty()) << value;
        EXPECT_THAT(file.values, ElementsAre(Pair("NAME", value)));
    }
}

} // namespace

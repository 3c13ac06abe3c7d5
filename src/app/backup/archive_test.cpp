#include "app/backup/archive.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <zstd.h>

namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

const app::backup_about about{.program_version = "0.1.0",
                              .created_at = "2026-03-01T12:00:00Z",
                              .database = "marketplace",
                              .owner = "marketplace",
                              .versions = "V001__a.sql V002__b.sql"};

std::string archive_of(const std::string& sql, std::size_t piece = 1000) {
    std::string out;
    app::archive_writer writer{about, [&](std::string_view bytes) { out += bytes; }};
    for (std::size_t at = 0; at < sql.size(); at += piece)
        writer.write(std::string_view{sql}.substr(at, piece));
    writer.finish();
    EXPECT_EQ(writer.bytes_out(), out.size());
    return out;
}

std::string read(std::string_view bytes, std::size_t piece) {
    std::string sql;
    app::archive_reader reader{[&](std::string_view text) { sql += text; }};
    for (std::size_t at = 0; at < bytes.size(); at += piece)
        reader.feed(bytes.substr(at, piece));
    reader.finish();
    EXPECT_TRUE(reader.about());
    EXPECT_EQ(reader.about()->versions, about.versions);
    EXPECT_EQ(reader.about()->owner, about.owner);
    return sql;
}

std::string some_sql() {
    std::string sql;
    for (int i = 0; i < 50'000; ++i)
        sql += "insert into t values (" + std::to_string(i * 7919 % 104729) + ");\n";
    return sql;
}

TEST(archive, gives_back_what_was_written_in_pieces_of_any_size) {
    const auto sql = some_sql();
    const auto whole = archive_of(sql);
    EXPECT_LT(whole.size(), sql.size() / 2);
    for (const std::size_t piece : {1uz, 7uz, 4096uz, whole.size()})
        EXPECT_EQ(read(whole, piece), sql) << piece;
    EXPECT_EQ(read(archive_of(""), 3), "");
}

TEST(archive, is_a_zstd_stream_to_others) {
    const auto whole = archive_of("select 1;\n");
    std::string out(100, '\0');
    ZSTD_DCtx* context = ZSTD_createDCtx();
    ZSTD_inBuffer in{whole.data(), whole.size(), 0};
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    while (in.pos < in.size)
        ASSERT_FALSE(ZSTD_isError(ZSTD_decompressStream(context, &to, &in)));
    ZSTD_freeDCtx(context);
    EXPECT_EQ(out.substr(0, to.pos), "select 1;\n");
}

TEST(archive, notices_every_changed_byte) {
    const auto whole = archive_of("select 1; select 2; select 3;\n");
    for (std::size_t at = 0; at < whole.size(); ++at) {
        auto damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
        EXPECT_THROW(read(damaged, damaged.size()), app::archive_error) << at;
    }
}

TEST(archive, notices_every_missing_end_and_what_follows_it) {
    const auto whole = archive_of(some_sql());
    for (std::size_t size = 0; size < whole.size();
         size += std::max<std::size_t>(1, whole.size() / 97))
        EXPECT_THROW(read(whole.substr(0, size), 4096), app::archive_error) << size;
    EXPECT_THROW(read(whole.substr(0, whole.size() - 1), 4096), app::archive_error);
    EXPECT_THAT([&] { read(whole + "x", 4096); },
                ThrowsMessage<app::archive_error>(HasSubstr("more bytes")));
}

TEST(archive, says_when_it_is_something_else) {
    EXPECT_THAT([] { read("-- PostgreSQL database dump\n", 8); },
                ThrowsMessage<app::archive_error>(HasSubstr("no backup")));
    EXPECT_THAT([] { read("", 8); }, ThrowsMessage<app::archive_error>(HasSubstr("no backup")));
}

} // namespace

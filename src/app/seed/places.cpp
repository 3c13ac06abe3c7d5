#include "app/seed/places.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <tuple>

#include <zstd.h>

// From places.S.
extern "C" const char marketplace_places_begin[];
extern "C" const char marketplace_places_end[];

namespace app {

namespace {

constexpr std::uint64_t places_max = 10'000'000;
constexpr std::uint64_t table_bytes_max = 256 * 1024 * 1024;

class reader {
public:
    explicit reader(std::string_view bytes)
        : bytes_{bytes} {}

    std::uint64_t varint() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (bytes_.empty())
                break;
            const auto byte = static_cast<std::uint8_t>(bytes_.front());
            bytes_.remove_prefix(1);
            value |= std::uint64_t{byte & 0x7Fu} << shift;
            if (byte < 0x80)
                return value;
        }
        throw std::runtime_error{"the table of places is broken"};
    }

    std::int64_t signed_varint() {
        const auto value = varint();
        return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
    }

    std::string text() {
        const auto length = varint();
        if (length > bytes_.size())
            throw std::runtime_error{"the table of places is cut off"};
        std::string out{bytes_.substr(0, length)};
        bytes_.remove_prefix(length);
        return out;
    }

private:
    std::string_view bytes_;
};

std::string decompress(std::string_view compressed) {
    const auto length = ZSTD_getFrameContentSize(compressed.data(), compressed.size());
    if (length > table_bytes_max)
        throw std::runtime_error{"the table of places has no valid length"};
    std::string out(length, '\0');
    const auto written =
        ZSTD_decompress(out.data(), out.size(), compressed.data(), compressed.size());
    if (ZSTD_isError(written) || written != length) {
        throw std::runtime_error{"the table of places cannot be decompressed"};
    }
    return out;
}

std::vector<place> parse(std::string_view table) {
    reader in{table};
    const auto count = in.varint();
    if (count > places_max)
        throw std::runtime_error{"the table of places is too long"};
    std::vector<std::string> names(count);
    for (auto& name : names)
        name = in.text();
    std::vector<std::string> countries(count);
    for (auto& country : countries)
        country = in.text();
    std::vector<std::int64_t> populations(count);
    for (auto& population : populations)
        population = static_cast<std::int64_t>(in.varint());
    std::vector<double> longitudes(count);
    std::int64_t e5 = 0;
    for (auto& longitude : longitudes)
        longitude = static_cast<double>(e5 += in.signed_varint()) / 1e5;
    e5 = 0;
    std::vector<place> places;
    places.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto latitude = static_cast<double>(e5 += in.signed_varint()) / 1e5;
        const auto location = base::geo_point::from_degrees(latitude, longitudes[i]);
        if (!location)
            throw std::runtime_error{"the table of places has a place outside the world"};
        places.push_back({std::move(names[i]), std::move(countries[i]), populations[i], *location});
    }
    std::ranges::sort(places, [](const place& a, const place& b) {
        return std::tie(b.population, a.name) < std::tie(a.population, b.name);
    });
    return places;
}

// What the letters from U+00C0 to U+017F are without their marks.
constexpr std::string_view plain_letters =
    "aaaaaaaceeeeiiiidnoooooxouuuuytsaaaaaaaceeeeiiiidnooooo/ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(plain_letters.size() == 0x180 - 0xC0);

std::string folded(std::string_view name) {
    std::string out;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const auto byte = static_cast<unsigned char>(name[i]);
        if (byte >= 0xC3 && byte <= 0xC5 && i + 1 < name.size()) {
            const auto letter =
                ((byte & 0x1Fu) << 6) | (static_cast<unsigned char>(name[++i]) & 0x3Fu);
            out += plain_letters[letter - 0xC0];
        } else {
            out += static_cast<char>(std::tolower(byte));
        }
    }
    return out;
}

} // namespace

std::vector<place> read_places(std::string_view compressed) {
    return parse(decompress(compressed));
}

std::vector<place> read_places() {
    const std::string_view table{marketplace_places_begin, marketplace_places_end};
    return table.empty() ? std::vector<place>{} : read_places(table);
}

const place* find_place(const std::vector<place>& places, std::string_view name) {
    const auto wanted = folded(name);
    const auto found =
        std::ranges::find_if(places, [&](const place& p) { return folded(p.name) == wanted; });
    return found == places.end() ? nullptr : &*found;
}

} // namespace app

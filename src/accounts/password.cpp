#include "accounts/password.hpp"

#include "base/text.hpp"
#include "json/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <new>

#include <fmt/format.h>
#include <sodium.h>

namespace accounts {
namespace {

constexpr unsigned long long passes = 2;
constexpr std::size_t memory_bytes = 19 * 1024 * 1024;
constexpr std::size_t length_min = 8;
constexpr double similarity_max = 0.7;

/// Of a random password that nobody knows, at the cost of real ones: checked when there is no
/// account.
constexpr std::string_view dummy_hash = "$argon2id$v=19$m=19456,t=2,p=1$z7eIMeezJPhikc5KO2h8+A$"
                                        "8x30suFNNmT9T6YbjVXbqWccBjq7BgYkv7xYor7ESPI";

// In the order of the bytes: found by binary search. The commonest of those that the other rules
// let pass.
constexpr std::array common_passwords = std::to_array<std::string_view>({
    "11111111a",     "123456789a", "12345678a",  "1234567a",   "123456aa",    "1234abcd",
    "123qweasd",     "1q2w3e4r",   "1q2w3e4r5t", "1qaz2wsx",   "1qazxsw2",    "a1234567",
    "a12345678",     "a123456789", "abc12345",   "abcd1234",   "abcdefgh",    "admin123",
    "administrator", "alexander",  "asdf1234",   "asdfasdf",   "asdfghjk",    "asdfghjkl",
    "baseball",      "basketball", "bismillah",  "butterfly",  "changeme",    "charlie1",
    "chocolate",     "computer",   "contraseña", "corvette",   "danielle",    "dragon123",
    "elephant",      "estrella",   "fernando",   "football",   "football1",   "gabriela",
    "garfield",      "godzilla",   "hello123",   "iloveyou",   "iloveyou1",   "internet",
    "jennifer",      "jessica1",   "johncena",   "jonathan",   "juventus",    "lastochka",
    "letmein1",      "liverpool",  "love1234",   "marseille",  "maverick",    "mercedes",
    "michelle",      "midnight",   "minecraft",  "mountain",   "mustang1",    "mypassword",
    "naruto123",     "newyork1",   "nicholas",   "p@ssw0rd",   "p@ssword",    "passw0rd",
    "password",      "password!",  "password1",  "password12", "password123", "password2",
    "pokemon1",      "porsche911", "princess",   "princess1",  "q1w2e3r4",    "q1w2e3r4t5",
    "qazwsxedc",     "qwer1234",   "qwerasdf",   "qwerty12",   "qwerty123",   "qwertyui",
    "qwertyuiop",    "samantha",   "scorpion",   "secret123",  "september",   "spiderman",
    "srinivas",      "starwars",   "steelers",   "sunshine",   "superman",    "superstar",
    "swordfish",     "tequiero",   "test1234",   "testtest",   "thailand",    "trustno1",
    "victoria",      "welcome1",   "welcome123", "whatever",   "william1",    "zaq12wsx",
    "zxcvbnm1",      "zxcvbnm123",
});

/// difflib's quick_ratio over bytes: the share of characters that both texts have, in any order.
double quick_ratio(std::string_view a, std::string_view b) {
    std::array<int, 256> counts{};
    for (const char c : b)
        ++counts[static_cast<unsigned char>(c)];
    std::size_t matches = 0;
    for (const char c : a)
        matches += counts[static_cast<unsigned char>(c)]-- > 0 ? 1 : 0;
    return 2.0 * static_cast<double>(matches) / static_cast<double>(a.size() + b.size());
}

bool resembles(std::string_view password, std::string_view part) {
    if (part.empty())
        return false;
    const bool far_longer = password.size() >= 10 * part.size() &&
                            static_cast<double>(part.size()) <
                                similarity_max / 2 * static_cast<double>(password.size());
    return !far_longer && quick_ratio(password, part) >= similarity_max;
}

/// The whole value, or one of its words.
bool resembles_attribute(std::string_view password, std::string_view value) {
    if (resembles(password, value))
        return true;
    const auto is_word = [](char c) {
        return c == '_' || std::isalnum(static_cast<unsigned char>(c)) || (c & 0x80);
    };
    for (auto begin = value.begin(); begin != value.end();) {
        begin = std::find_if(begin, value.end(), is_word);
        const auto end = std::find_if_not(begin, value.end(), is_word);
        if (resembles(password, std::string_view{begin, end}))
            return true;
        begin = end;
    }
    return false;
}

} // namespace

std::string hash_password(std::string_view password) {
    // Chooses the vectorised code once; without it everything works, slower.
    [[maybe_unused]] static const int chosen = sodium_init();
    std::string hash(crypto_pwhash_STRBYTES, '\0');
    if (crypto_pwhash_str(hash.data(), password.data(), password.size(), passes, memory_bytes) !=
        0) {
        throw std::bad_alloc{};
    }
    hash.resize(hash.find('\0'));
    return hash;
}

bool password_matches(std::string_view password, const std::string& hash) {
    [[maybe_unused]] static const int chosen = sodium_init();
    // libsodium reads up to crypto_pwhash_STRBYTES of a text that ends before.
    if (hash.size() >= crypto_pwhash_STRBYTES)
        return false;
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

password_hasher::password_hasher(hasher_limits limits)
    : pool_{"password_hashing", limits.threads, limits.waiting_max} {}

async::task<std::string> password_hasher::hash(std::string password) {
    co_return co_await pool_.run(
        [password = std::move(password)] { return hash_password(password); });
}

async::task<bool> password_hasher::matches(std::string password, std::string hash) {
    const bool known = !hash.empty();
    if (!known)
        hash = dummy_hash;
    const bool good = co_await pool_.run([password = std::move(password), hash = std::move(hash)] {
        return password_matches(password, hash);
    });
    co_return known&& good;
}

std::vector<std::string> password_errors(std::string_view password,
                                         std::initializer_list<password_attribute> attributes) {
    std::vector<std::string> errors;
    const auto lower = base::lower_case(password);
    for (const auto& [name, value] : attributes) {
        if (resembles_attribute(lower, base::lower_case(value))) {
            errors.push_back(fmt::format("The password is too similar to the {}.", name));
            break;
        }
    }
    if (json::count_code_points(password) < length_min) {
        errors.push_back(fmt::format(
            "This password is too short. It must contain at least {} characters.", length_min));
    }
    const bool numeric =
        !password.empty() && password.find_first_not_of("0123456789") == std::string_view::npos;
    const bool commonest = std::ranges::binary_search(common_passwords, std::string_view{lower});
    if (commonest || (numeric && std::string_view{"12345678901234567890"}.starts_with(password))) {
        errors.emplace_back("This password is too common.");
    }
    if (numeric)
        errors.emplace_back("This password is entirely numeric.");
    return errors;
}

} // namespace accounts

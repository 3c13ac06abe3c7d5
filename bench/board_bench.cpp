// board_bench [Google Benchmark's options]: one "what is live near me" on the board in memory, 20
// rows a page, without HTTP. Arguments: open windows, and the metres over which they and those who
// ask are scattered around one city (so many hits come with it).

#include "promos/board.hpp"

#include <random>

#include <benchmark/benchmark.h>

namespace {

using namespace std::chrono_literals;

const base::instant noon = std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + 12h;
constexpr std::size_t questions = 4096; // a power of two

class city {
public:
    explicit city(double sigma_m)
        : degrees_{0, sigma_m / 111'195} {}

    base::geo_point place() {
        return *base::geo_point::from_degrees(6.25 + degrees_(random_), -75.57 + degrees_(random_));
    }

private:
    std::mt19937_64 random_{7};
    std::normal_distribution<double> degrees_;
};

promos::board_window window(std::int64_t id, base::geo_point at) {
    promos::board_window made{
        .window = base::window_id{id},
        .promo = base::promo_id{id},
        .product = base::product_id{id},
        .store = base::store_id{id},
        .product_name = "A bag of coffee",
        .store_name = "The store at the corner",
        .promo_price = *base::money::from_cents(990),
        .original_price = *base::money::from_cents(2000),
        .currency = "COP",
        .location = at,
        .radius_m = 2000,
        .opens_at = noon - 1h,
        .closes_at = noon + 1h,
        .hold_seconds = 60,
        .max_per_user = 1,
        .version = 1,
        .left = 100,
    };
    return made;
}

void live_near(benchmark::State& state, bool with_radius) {
    city around{static_cast<double>(state.range(1))};
    promos::board board;
    for (std::int64_t id = 1; id <= state.range(0); ++id)
        board.apply_window(window(id, around.place()));
    board.refresh(noon);
    std::vector<base::geo_point> asked;
    for (std::size_t i = 0; i < questions; ++i)
        asked.push_back(around.place());
    std::size_t at = 0;
    std::int64_t hits = 0;
    for (auto _ : state) {
        promos::live_query query{.near = asked[at++ % questions]};
        if (with_radius)
            query.radius_m = 2000;
        auto page = board.snapshot()->live(query, noon);
        hits += page.count;
        benchmark::DoNotOptimize(page.results.data());
    }
    state.counters["hits"] =
        benchmark::Counter(static_cast<double>(hits), benchmark::Counter::kAvgIterations);
}

void sizes(benchmark::internal::Benchmark* of) {
    of->Args({100, 2'000})->Args({1'000, 3'000})->Args({10'000, 8'000})->Args({10'000, 20'000});
    of->Args({100'000, 25'000})->Args({100'000, 60'000});
}

BENCHMARK_CAPTURE(live_near, within_a_radius, true)->Apply(sizes);
BENCHMARK_CAPTURE(live_near, in_reach_of_the_windows, false)->Apply(sizes);

} // namespace

BENCHMARK_MAIN();

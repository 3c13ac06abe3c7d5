#include "app/commands/command.hpp"
#include "app/seed/seed.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace app {

void add_seed_command(CLI::App& to, command_context& context) {
    const auto chosen = std::make_shared<seed_options>();
    auto* seed = to.add_subcommand(
        "seed", "Fill the database with made-up people and stores (places: GeoNames, CC BY 4.0)");
    seed->add_option("--shoppers", chosen->shoppers, "How many shoppers to add")
        ->check(CLI::Range(0, 100'000'000));
    seed->add_option("--stores", chosen->stores,
                     "How many stores to add around the home city, each with an open promo")
        ->check(CLI::Range(0, 1'000'000));
    seed->add_option("--home", chosen->home, "The city around which the home share lives")
        ->capture_default_str();
    seed->add_option("--home-share", chosen->scattering.home_share,
                     "Share of the shoppers who live there; the others are drawn by population")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    seed->add_option("--sigma-m", chosen->scattering.sigma_m,
                     "Standard deviation of their distance from the centre, in metres")
        ->check(CLI::Range(0.0, 100'000.0))
        ->capture_default_str();
    seed->add_option("--random-seed", chosen->scattering.seed,
                     "The same number gives the same shoppers")
        ->capture_default_str();
    seed->add_flag("--demo", chosen->demo, "Add the demo's stores, promos, shoppers and log-ins");
    seed->add_flag("--if-empty", chosen->if_empty, "Do nothing when there are users already");
    seed->callback([chosen, &context] {
        context.run = [chosen, &context] {
            if (!chosen->demo && chosen->shoppers == 0 && chosen->stores == 0) {
                throw usage_error{"say what to add: --shoppers N, --stores N or --demo"};
            }
            run_seed(context.load(), *chosen);
            return 0;
        };
    });
}

} // namespace app

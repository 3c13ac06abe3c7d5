#include "app/commands/command.hpp"
#include "app/demo/demo.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace app {

void add_demo_command(CLI::App& to, command_context& context) {
    const auto chosen = std::make_shared<demo_options>();
    auto* demo = to.add_subcommand(
        "demo", "Tell the whole story on a throw-away stack and count it; exits 0 if all adds up");
    demo->add_option("--shoppers", chosen->shoppers, "How many shoppers to make up")
        ->check(CLI::Range(2'000, 10'000'000))
        ->capture_default_str();
    demo->callback([chosen, &context] { context.run = [chosen] { return run_demo(*chosen); }; });
}

} // namespace app

#pragma once

// What the declarations of several verbs have in common.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>
#include <string>
#include <string_view>

namespace daybook::app {

// Declares a verb with its help; when it is chosen, `run` gets the arguments, and its result becomes the exit status.
template <class Arguments>
CLI::App* add_verb(CLI::App& parent, const char* name, const char* summary, std::string_view help, int& status,
                   int (*run)(const Arguments&), const std::shared_ptr<Arguments>& arguments) {
  CLI::App* verb = parent.add_subcommand(name, summary);
  verb->footer(std::string(help));
  verb->callback([run, arguments, &status] { status = run(*arguments); });
  return verb;
}

// For numbers that are counts or sequences: what CLI11 itself would wrap or cut off is refused.
[[nodiscard]] const CLI::Validator& whole_number();

// A choice of one word; its help names the words.
CLI::Option* add_word(CLI::App* verb, const std::string& name, std::string& word, const std::vector<std::string>& words,
                      const std::string& help);

void add_bench(CLI::App& program, int& status);

}  // namespace daybook::app

"""Commands that say in our words what is wrong with theirs, and what to write.

For a word that another part of the program has for an option they suggest the option.
"""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

from simulator.cli.asked import note
from simulator.cli.refused import refused, several, unknown

OPTION_OF = {
    "--changed": "--alternative",
    "--change": "--alternative",
    "--overrides": "--set",
    "--override": "--set",
}
"""The words of the functions in Python whose options are called otherwise."""


class Command(TyperCommand):
    """One that answers an unknown option with the nearest by meaning; others go by spelling.

    Its help names arguments by what is written for them, without the type that holds them.
    """

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        for param in self.params:
            if param.param_type_name == "argument":
                vars(param)["display_type_rich"] = lambda ctx: None

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The words of the usage: 'SCENARIO' where one has to be there, '[FILE]' where not."""
        return [re.sub(r"^\{(.*)\}", r"\1", piece) for piece in super().collect_usage_pieces(ctx)]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words of the command line; raises InputError."""
        words = (ctx.info_name, *args)
        try:
            rest: list[str] = super().parse_args(ctx, args)
        except Exception as error:
            # The class that is raised is typer's own or click's, as typer's version has it.
            meant = OPTION_OF.get(getattr(error, "option_name", ""))
            if meant in {name for param in self.params for name in param.opts}:
                vars(error)["possibilities"] = [meant]
            if not hasattr(error, "format_message"):
                raise
            raise refused(error, str(ctx.info_name), self.params, words[1:]) from None
        if twice := several(self.params, words[1:]):
            raise twice
        note(words, ctx.params)
        return rest


class Commands(TyperGroup):
    """All of them, which say so of a word that is not one."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words before the command; raises InputError."""
        is_asked = bool(args)
        try:
            rest: list[str] = super().parse_args(ctx, args)
        except Exception as error:
            if not is_asked or not hasattr(error, "format_message"):  # else it is the help
                raise
            raise refused(error, "", (), ()) from None
        return rest

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is meant; raises InputError."""
        if not ctx.resilient_parsing and args[0] not in self.commands:
            raise unknown(args[0], self.commands)
        return super().resolve_command(ctx, args)

"""Commands that suggest the option for a word that another part of the program has for it."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand

from simulator.cli.asked import note

OPTION_OF = {
    "--changed": "--alternative",
    "--change": "--alternative",
    "--overrides": "--set",
    "--override": "--set",
}
"""The words of the functions in Python whose options are called otherwise."""


class Command(TyperCommand):
    """One that answers an unknown option with the nearest by meaning; others go by spelling."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words of the command line."""
        try:
            words = (ctx.info_name, *args)
            rest: list[str] = super().parse_args(ctx, args)
            note(words, ctx.params)
            return rest
        except Exception as error:
            # The class that is raised is typer's own or click's, as typer's version has it.
            meant = OPTION_OF.get(getattr(error, "option_name", ""))
            if meant in {name for param in self.params for name in param.opts}:
                vars(error)["possibilities"] = [meant]
            raise

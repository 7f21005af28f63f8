"""The command line: parses, calls, prints. What is heavy a command loads by `late`.

One module a group of commands; `COMMANDS` is all of them, in the order of the help.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import NoReturn

import typer

from simulator.cli import (
    fit,
    futures,
    orders,
    questions,
    results,
    rosters,
    run,
    scenario_files,
    serve,
    state,
    verify,
)
from simulator.cli.examples import epilog
from simulator.cli.misspelt import Command, Commands
from simulator.cli.own import load_own
from simulator.cli.printing import (
    DONE,
    FAILED,
    INTERRUPTED,
    NO_ROOM,
    adapt_outputs,
    no_room,
    refuse,
    remark,
)
from simulator.cli.workbook import with_workbook
from simulator.mistakes import InputError, RunError

_EVERY: dict[str, Callable[..., None]] = {
    "run": run.run,
    "validate": scenario_files.validate,
    "resolve": scenario_files.resolve,
    "schema": scenario_files.schema,
    "reference": scenario_files.reference,
    "orders": orders.orders,
    "fit": fit.fit,
    "explain": questions.explain,
    "warmup": questions.warmup,
    "list": scenario_files.list_scenarios,
    "init": scenario_files.init,
    "report": results.report,
    "results": results.results,
    "verify": verify.verify,
    "compare": questions.compare,
    "sweep": questions.sweep,
    "optimize": questions.optimize,
    "bottleneck": questions.bottleneck,
    "stress": questions.stress,
    "forecast": futures.forecast,
    "worth": futures.worth,
    "roster": rosters.roster,
    "snapshot": state.snapshot,
    "serve": serve.serve,
}
TELL_NOTHING = ("schema", "init", "serve")
"""Commands without an answer that a workbook could hold: a file for editors, a file to begin with,
and a page."""
COMMANDS = {
    name: command if name in TELL_NOTHING else with_workbook(command)
    for name, command in _EVERY.items()
}

app = typer.Typer(
    name="simulator",
    cls=Commands,
    help="Simulate e-commerce order fulfillment, from a YAML scenario to a report.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for _name, _command in COMMANDS.items():
    app.command(_name, cls=Command, epilog=epilog(_name))(_command)


def main() -> NoReturn:
    """Run the command line; people's mistakes end in one message and exit code 2."""
    gc.set_threshold(50_000, 20, 20)  # else a fifteenth of a run goes into looking for circles
    adapt_outputs()
    try:
        load_own()
        app(standalone_mode=True, prog_name="simulator")  # `python -m simulator` too
    except InputError as error:
        refuse(str(error))
    except RunError as error:
        remark(str(error))
        sys.exit(FAILED)
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        no_room(error)
    except MemoryError:
        remark("memory ran out; write fewer orders, days or SKUs, or use fewer --jobs")
        sys.exit(FAILED)
    except SystemExit as end:
        if end.code == INTERRUPTED:
            remark("interrupted; finished replications are in the store, unless --no-store")
        raise
    sys.exit(DONE)

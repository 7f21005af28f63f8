"""Many mixed variables: a search by Optuna's tree-structured Parzen estimator (the extra)."""

from __future__ import annotations

from typing import Any
from warnings import catch_warnings, simplefilter

from simulator.experiments.optimize.state import Search
from simulator.mistakes import InputError


def explore_by_tpe(search: Search, share: float = 0.8) -> None:
    """Look at the rosters that the estimator proposes, until this share of the budget is spent.

    Bergstra et al. 2011; the sampler's seed is the scenario's, and it is told one roster after
    the other, so that a search repeats itself. A roster's value is its cost, the distance from the
    goals a constraint that the estimator weighs first. Nothing is shown to be the best.
    """
    optuna = _optuna()

    def distance(trial: Any) -> list[float]:
        return list(trial.user_attrs["distance"])

    seed = search.base.scenario.experiment.seed
    with catch_warnings():
        simplefilter("ignore")  # of what is experimental, or will go in a later version
        sampler = optuna.samplers.TPESampler(
            seed=seed, multivariate=True, constraints_func=distance
        )
    study = optuna.create_study(sampler=sampler)
    study.enqueue_trial({each.path: k for each, k in _paired(search, search.start)})
    proposed, limit = 0, round(share * search.budget)
    while search.known.runs + search.first <= limit and proposed < search.budget:
        trial = study.ask()
        proposed += 1
        roster = tuple(
            trial.suggest_int(variable.path, 0, len(variable.values) - 1)
            for variable in search.variables
        )
        if roster not in search.looked:
            search.look(roster, search.first)
        trial.set_user_attr("distance", _distance(search, roster))
        study.tell(trial, search.cost(roster))


def _paired(search: Search, roster: tuple[int, ...]) -> list[tuple[Any, int]]:
    return list(zip(search.variables, roster, strict=True))


def _distance(search: Search, roster: tuple[int, ...]) -> list[float]:
    """By goal, how far its interval reaches to the wrong side, relative to the goal."""
    squares = []
    for goal in search.goals:
        service = search.service(roster, goal)
        if goal.share is not None:
            gap, scale = goal.share - service.held.low, goal.share
        elif goal.more_is_safer:
            gap, scale = goal.value - service.mean.low, abs(goal.value)
        else:
            gap, scale = service.mean.high - goal.value, abs(goal.value)
        squares.append(gap / (scale or 1.0) if gap == gap else 1.0)
    return squares


def _optuna() -> Any:
    try:
        import optuna
    except ImportError:
        raise InputError(
            "--method tpe: Optuna is not installed; pip install 'fulfillment-simulator[optuna]'"
        ) from None
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    return optuna

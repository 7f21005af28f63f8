"""Laws of orders: outcomes, the sequence of activities, payment and money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from simulator.measure.conservation import ConservationError, check
from simulator.results.outcomes import Outcome
from simulator.stages import LAGS, STATIONS, TO_THE_DOCK
from simulator.units import NEVER
from simulator.workload import APPROVED, HARD_DECLINE
from tests.laws.laws import law
from tests.laws.laws_of_payments import went
from tests.laws.laws_of_roads import fate
from tests.laws.returned import lines_back, paid_back_at
from tests.laws.returned import price as price_of
from tests.laws.runs import Run, known


@law
def the_program_finds_its_own_run_consistent(run: Run) -> Iterator[str]:
    """The check after every replication has nothing to say."""
    try:
        check(run.scenario, run.workload, run.timeline)
    except ConservationError as error:
        yield str(error)


@law
def every_order_ends_once_or_is_in_flight(run: Run) -> Iterator[str]:
    """Outcomes exist, add up to all orders, and go with the moment of the end."""
    t = run.timeline
    tally = Counter(Outcome(kind) for kind in t.outcome.tolist())
    if sum(tally.values()) != run.workload.n:
        yield f"{sum(tally.values())} outcomes of {run.workload.n} orders"
    for i in run.orders:
        outcome, ended = Outcome(t.outcome[i]), known(t.ended[i])
        if (ended is None) != (outcome == Outcome.IN_FLIGHT):
            yield f"order {i}: {outcome.name} with end {ended}"
        left_at = int(run.workload.created[i] + run.workload.in_cart[i])
        may_leave = run.workload.abandons[i] and left_at <= run.horizon
        refused = outcome == Outcome.OUT_OF_STOCK and _reserves(run, "at cart")
        if (may_leave and not refused) != (outcome == Outcome.ABANDONED):
            yield f"order {i}: {outcome.name}, cart left at {left_at}: {may_leave}"
        if outcome == Outcome.ABANDONED and ended != left_at:
            yield f"order {i}: abandoned at {ended}, not at {left_at}"
        wrong = Outcome.DELIVERED if run.scenario.delivery is None else Outcome.COMPLETED
        if outcome == wrong:
            yield f"order {i}: {outcome.name}, and delivery is {run.scenario.delivery and 'on'}"


Attempt = tuple[int, int | None]


def payment_of(run: Run, order: int, begins: int) -> tuple[list[Attempt], Outcome | None, int]:
    """Attempts by the rules of the scenario, the refusal (None: approved), and when it is known."""
    section, w = run.scenario.payment, run.workload
    assert section is not None
    if section.has_tries:
        how = went(run, order, begins)
        seen_attempts = [
            (began, ended if ended <= run.horizon else None)
            for began, ended in how.attempts
            if began <= run.horizon
        ]
        return seen_attempts, how.refusal, how.now
    outages = [
        (at, at + one.for_)
        for one in section.outages
        for at in [(one.at - run.start) // timedelta(milliseconds=1)]
    ]
    waits = section.retry.after if section.retry else ()
    attempts: list[Attempt] = []
    now, seen = begins, False
    for k in range(len(waits) + 1):
        now += waits[k - 1] if k else 0
        latency, limit = int(w.authorization[order, k]), section.timeout
        down = [end for begin, end in outages if begin <= now < end]
        takes = down[0] - now + latency if down else latency
        answered = limit is None or (not down and latency <= limit)
        then = now + (takes if answered else limit or 0)
        if now <= run.horizon:
            attempts.append((now, then if then <= run.horizon else None))
        now = then
        if answered:
            if w.verdict[order] == APPROVED or (seen and w.recovers[order, k]):
                return attempts, None, now
            if w.verdict[order] == HARD_DECLINE:
                return attempts, Outcome.DECLINED, now
            seen = True
    return attempts, Outcome.DECLINED if seen else Outcome.PAYMENT_FAILED, now


@law
def payment_follows_its_rules(run: Run) -> Iterator[str]:
    """Attempts, waits, time-outs and outages; the end of the order where it is refused."""
    if run.scenario.payment is None:
        return
    t = run.timeline
    for i in run.orders:
        placed = known(run.workload.placed[i])
        seen = [(v.began, v.ended) for v in run.visits.get((i, "payment"), [])]
        outcome, ended, paid = Outcome(t.outcome[i]), known(t.ended[i]), known(t.paid[i])
        refused = outcome == Outcome.OUT_OF_STOCK and known(t.released[i]) is None
        turned_away = refused and not _reserves(run, "at payment")
        if placed is None or placed > run.horizon or turned_away:
            if seen:
                yield f"order {i}: attempts {seen} of an order that does not pay"
            continue
        attempts, refusal, now = payment_of(run, i, placed)
        if seen != attempts:
            yield f"order {i}: attempts {seen}, expected {attempts}"
        if now > run.horizon:
            if paid is not None or ended is not None:
                yield f"order {i}: paid {paid}, ended {ended} before the answer at {now}"
        elif refusal is not None:
            if (outcome, ended, paid) != (refusal, now, None):
                yield f"order {i}: {outcome.name} at {ended}, expected {refusal.name} at {now}"
        elif paid == now and i in run.missing:
            continue  # picked in no time and not found, it may end at the moment of its payment
        elif is_prepaid(run, i):
            if paid != now:
                yield f"order {i}: its slip is paid at {now}, but paid {paid}"
        elif (paid is None) != (
            outcome in (Outcome.OUT_OF_STOCK, Outcome.EXPIRED)
            and ended == now
            and known(t.released[i]) is None
        ):
            yield f"order {i}: approved at {now}, but {outcome.name} at {ended}, paid {paid}"
        elif paid is not None and paid != now:
            yield f"order {i}: approved at {now}, paid {paid}"


def is_prepaid(run: Run, order: int) -> bool:
    """Whether it is paid by slip, before it is asked for its stock again."""
    section, placed = run.scenario.payment, known(run.workload.placed[order])
    if section is None or not section.has_tries or placed is None:
        return False
    how = went(run, order, placed)
    return how.slip and how.refusal is None


def is_gone_when_paid(run: Run, order: int) -> bool:
    """Whether it is canceled as its slip is paid, since its stock is gone."""
    t = run.timeline
    canceled = t.outcome[order] in (Outcome.OUT_OF_STOCK, Outcome.EXPIRED)
    ends_then = canceled and t.ended[order] == t.paid[order] and known(t.released[order]) is None
    return bool(ends_then) and is_prepaid(run, order)


def _reserves(run: Run, moment: str) -> bool:
    chosen = run.scenario.checkout.reserve if run.scenario.checkout else "at checkout"
    return run.scenario.inventory is not None and chosen == moment


def goes_to(run: Run, parcel: int, station: str) -> bool:
    """Whether the stage is on; of one that serves only some orders, whether it serves this one."""
    if getattr(run.scenario, station) is None:
        return False
    return station in LAGS or STATIONS[station].all or run.visit(parcel, station) is not None


def second_path(run: Run, parcel: int) -> Iterator[tuple[str, int, int]]:
    """The same of a second parcel that is not picked short: once its stock is there."""
    wait = run.visit(parcel, "inventory")
    now = wait.ended if wait is not None else None
    if now is None or all(run.timeline.line_canceled[k] for k in run.lines(parcel)):
        return
    s = run.scenario
    for activity in TO_THE_DOCK:
        if goes_to(run, parcel, activity):
            yield activity, 1, now
            visit = run.visit(parcel, activity)
            if visit is None or visit.ended is None:
                return
            now = visit.ended
    if s.shipping:
        yield "shipping", 1, now


def expected_path(run: Run, i: int) -> Iterator[tuple[str, int, int]]:
    """(activity, visit, moment at which it is queued) after payment; from observed ends alone."""
    if i >= run.workload.n:
        yield from second_path(run, i)
        return
    s, w, t = run.scenario, run.workload, run.timeline
    now = known(t.paid[i])
    if now is None or is_gone_when_paid(run, i):
        return
    if s.payment and s.payment.fraud_review and w.reviewed[i]:
        yield "fraud_review", 1, now
        review = run.visit(i, "fraud_review")
        if review is None or review.ended is None or w.rejected[i]:
            return
    now = known(t.released[i])
    if now is None:
        return
    found = bool(w.mispicked[i] and w.checked[i] and w.check_finds[i])
    rounds = 1 + int(w.found_again[i]) if s.picking and s.packing and found else 0
    again = [(stage, 2 + k) for k in range(rounds) for stage in ("picking", "packing")]
    behind = [(stage, 1) for stage in TO_THE_DOCK if stage not in ("picking", "packing")]
    for activity, number in [("picking", 1), ("packing", 1), *again, *behind]:
        if not goes_to(run, i, activity):
            continue
        yield activity, number, now
        visit = run.visit(i, activity, number)
        if visit is None or visit.ended is None:
            return
        now = visit.ended
    yield "shipping" if s.shipping else "completed", 1, now


@law
def stages_follow_one_another_without_a_gap(run: Run) -> Iterator[str]:
    """Each activity is queued the moment the one before it ends, and no other one is."""
    t = run.timeline
    stages = ("fraud_review", *TO_THE_DOCK, "shipping")
    for i in run.parcels:
        if i % run.workload.n in run.missing:
            continue  # waits for its missing lines wherever it is
        expected = list(expected_path(run, i))
        seen = [
            (activity, visit.number, visit.queued)
            for activity in stages
            for visit in run.visits.get((i, activity), [])
            if not run.is_anew(i, visit.queued)
        ]
        completed = [(n, k, at) for n, k, at in expected if n == "completed"]
        if sorted(seen) != sorted(e for e in expected if e not in completed):
            yield f"order {i}: visits {seen}, expected {expected}"
        if i % run.workload.n in run.split:
            continue  # complete with its last parcel
        ended = known(t.ended[i])
        if completed and (t.outcome[i], ended) != (Outcome.COMPLETED, completed[0][2]):
            yield f"order {i}: {Outcome(t.outcome[i]).name} at {ended}, expected {completed}"


@law
def what_is_sent_again_goes_the_whole_way_once_more(run: Run) -> Iterator[str]:
    """From the moment at which its stock is there to the carrier, without a gap or a detour."""
    for parcel, moment in run.sent_again.items():
        seen = [
            (activity, visit.queued)
            for activity in (*TO_THE_DOCK, "shipping")
            for visit in run.visits.get((parcel, activity), [])
            if run.is_anew(parcel, visit.queued)
        ]
        expected = list(path_anew(run, parcel, moment))
        if sorted(seen) != sorted(expected):
            yield f"parcel {parcel} sent again at {moment}: visits {seen}, expected {expected}"


def path_anew(run: Run, parcel: int, moment: int) -> Iterator[tuple[str, int]]:
    """(activity, moment at which it is queued) of a second shipment; from observed ends alone."""
    now: int | None = moment
    for activity in (*TO_THE_DOCK, "shipping"):
        if now is None or (activity in TO_THE_DOCK and not goes_to(run, parcel, activity)):
            continue
        yield activity, now
        again = [v for v in run.visits.get((parcel, activity), []) if run.is_anew(parcel, v.queued)]
        now = again[0].ended if again else None


@law
def review_rejects_whom_it_must(run: Run) -> Iterator[str]:
    """A rejected order ends with its review; nobody else is rejected."""
    for i in run.orders:
        review = run.visit(i, "fraud_review")
        due = review.ended if review is not None and run.workload.rejected[i] else None
        is_rejected = run.timeline.outcome[i] == Outcome.REJECTED
        if is_rejected != (due is not None) or (is_rejected and run.timeline.ended[i] != due):
            yield f"order {i}: rejected {is_rejected}, expected at {due}"


@law
def released_when_paid_reviewed_and_in_stock(run: Run) -> Iterator[str]:
    """Not earlier and not later; never beyond the limit on backorders."""
    s, t = run.scenario, run.timeline
    limit = s.inventory.backorder_limit if s.inventory else None
    reserved: dict[int, int] = {}
    for time, kind, order in zip(t.stock.time, t.stock.kind, t.stock.order, strict=True):
        if kind == 2 and not run.is_anew(int(order), int(time)):  # reserved
            reserved[int(order)] = int(time)
    waiting = {i for i, _ in still_waiting(run)}
    for i in run.orders:
        paid, released = known(t.paid[i]), known(t.released[i])
        review = run.visit(i, "fraud_review")
        ready = paid if review is None else review.ended
        if i in run.missing or i in run.split:
            continue  # reserves again after its release, or the rest of it
        if is_gone_when_paid(run, i):
            continue  # a slip whose stock is gone is given back and goes nowhere
        if paid is None or ready is None or t.outcome[i] == Outcome.REJECTED:
            if released is not None:
                yield f"order {i}: released at {released}, paid {paid}, reviewed {ready}"
            continue
        due: int | None = max(ready, reserved.get(i, ready))
        if i in waiting or t.outcome[i] == Outcome.EXPIRED:
            due = None
        if released != due:
            yield f"order {i}: released at {released}, expected {due}"
        if limit is not None and t.outcome[i] == Outcome.EXPIRED:
            if t.ended[i] != ready + limit:
                yield f"order {i}: given up at {t.ended[i]}, expected {ready + limit}"
        elif limit is not None and (run.horizon if released is None else released) > ready + limit:
            yield f"order {i}: waited for stock from {ready} beyond {limit}"
        elif limit is None and t.outcome[i] == Outcome.EXPIRED:
            yield f"order {i}: a paid order expired without a limit"


def still_waiting(run: Run) -> Iterator[tuple[int, int]]:
    """(order, SKU) of lines that wait for stock at the horizon."""
    log = run.timeline.stock
    open_: Counter[tuple[int, int]] = Counter()
    for kind, order, sku in zip(log.kind.tolist(), log.order.tolist(), log.sku.tolist(),
                                strict=True):  # fmt: skip
        open_[order, sku] += {6: 1, 7: -1}.get(kind, 0)
    return (key for key, count in open_.items() if count)


def paid_back_of_claims(run: Run) -> dict[int, bool]:
    """By parcel that is claimed whether its customer has the money by the horizon.

    Who is sent another has it once that is lost or comes damaged too, all others with the claim.
    """
    claims, asked = run.timeline.claims, run.workload.added.get("claims", {})
    if claims is None:
        return {}
    back = {}
    for row, parcel in enumerate(run.numbers[claims.parcel].tolist()):
        order, moments = parcel % run.workload.n, [claims.made[row]]
        if parcel in run.sent_again:
            in_vain = asked["lost_again"][order] or asked["damaged_outside"][order]
            moments = [claims.lost_again[row], claims.arrived[row]] if in_vain else []
        back[parcel] = any(NEVER < at <= run.horizon for at in moments)
    return back


def is_paid_back(run: Run, parcel: int, claimed: dict[int, bool]) -> bool:
    """Whether a parcel of a split order is paid back: it came to nobody, or damaged."""
    if run.scenario.shipping is None or parcel in claimed:
        return claimed.get(parcel, False)
    return fate(run, parcel)[0][0] in (Outcome.LOST, Outcome.RETURNED_TO_SENDER)


@law
def money_is_kept_or_given_back(run: Run) -> Iterator[str]:
    """Charged is the price of the lines that went on; it goes back whole, or not at all."""
    w, t = run.workload, run.timeline
    back = {Outcome.OUT_OF_STOCK, Outcome.REJECTED, Outcome.EXPIRED, Outcome.LOST,
            Outcome.RETURNED_TO_SENDER}  # fmt: skip
    kept = total = refunded = 0
    claimed = paid_back_of_claims(run)
    for i in run.orders:
        lines = range(w.line_start[i], w.line_start[i + 1])
        asked = [k for k in lines if not t.line_canceled[k] or t.line_refunded[k]]
        taken_out = price_of(run, [k for k in lines if t.line_refunded[k]])
        due = price_of(run, asked) if known(t.paid[i]) is not None else 0
        if t.charged[i] != due:
            yield f"order {i}: charged {t.charged[i]}, expected {due}"
        returned = paid_back_at(run, i) is not None
        parcel = next((p for p in run.parcels_of(i) if run.visit(p, "returns")), i)
        some = lines_back(run, parcel) if returned else []
        whole = returned and len(some) == sum(not t.line_canceled[k] for k in lines)
        goes_back = whole or claimed.get(i, Outcome(t.outcome[i]) in back)
        if returned and not whole:
            taken_out += min(price_of(run, some), int(t.charged[i]) - taken_out)
        if i in run.split and t.outcome[i] != Outcome.OUT_OF_STOCK:
            goes_back = whole
            parcels = [p for p in run.parcels_of(i) if is_paid_back(run, p, claimed)]
            sent = [k for p in parcels for k in run.lines(p) if not t.line_canceled[k]]
            taken_out += price_of(run, sent)
        if t.refunded[i] != (t.charged[i] if goes_back else taken_out):
            yield f"order {i}: {t.refunded[i]} of {t.charged[i]} given back: {goes_back}"
        total += int(t.charged[i])
        refunded += int(t.refunded[i])
        kept += 0 if goes_back else int(t.charged[i]) - taken_out
    if total != kept + refunded:
        yield f"charged {total}, kept {kept}, given back {refunded}"

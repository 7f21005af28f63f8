"""What the compiled engine's arrays hold: the columns of each, by name.

Whole numbers have 64 bits but for what `arrays.py` keeps narrower. What is many (orders, lines,
visits) has a row per column, so that it is read and written in long runs; what is few (stations,
crews, tasks) has a row each.
"""

from __future__ import annotations

from simulator.stages import ACTIVITIES
from simulator.units import NEVER as _NEVER

NEVER = _NEVER
NOBODY = -1
"""No order, task, crew, row, ...: the end of a list."""
ALONE, FIRST, NOTHING = 1, 0, 0
"""A tour of one order, the first of several, no heads or no place: never written as a number in a
call, since Numba compiles a function once more for every number."""
ENTERS, LEAVES = 1, -1
GOES_DOWN, COMES_UP = 1, -1
BY_FAILURE, AS_PLANNED = 1, 0
IS_FREE, IS_TAKEN = 1, 0
AHEAD_OF_ALL, AT_ITS_PLACE = 1, 0
AWAITS_ALL, AWAITS_SOME, SOME_CAME = 1, 2, 3
SETS_UP, IS_SET_UP = 1, 0
MUCH = 1 << 62
"""More than there is of anything: machines without a limit, a deadline that never comes."""

# state[...]: one number each
(
    NOW, HORIZON, SOON, LATER, ENTERED, ENTRANCES, TASKS, FREE_TASK, MOVES, LOGGED,
    MEMBERS, ROWS, STARTED, REQUESTS, TOUCHED, EXPIRING, STOCKED, DUE_STOCK, DUE_BATCHES,
    DUE_ROSTER, DUE_CREWS, DOCKED, BACK, BACK_SEEN, AGENDA, SLOT_FREE, SLOTS, ALARM_ROSTER,
    ALARM_BATCH, GROUPS, GROUPS_WAVE, REVIEW_DUE, FREE_SINCE, POOLS, POOL_COUNT, TEMPORARY,
    ALARM_PULL, RESERVES, TIME_TO_LIVE, HAS_INVENTORY, HAS_PAYMENT, HAS_SHIPPING, WHEN_SHORT,
    BACKORDER_LIMIT, ALLOCATION, REVIEW, FIXED_QUANTITY, FRAUD_STATION, PICK_STATION,
    PACK_STATION, LABEL_STATION, INSPECTION_STATION, RELEASE, BATCH_SIZE, BATCH_PATIENCE,
    GROUP_BY, WAVES_BY_CARRIER, WAVES_CAME, ZONES, ZONE_COUNT, WALKS, SHORT_PICKS, RECOUNT,
    LABEL_RETRIES, LABEL_RETRY_AFTER, LABEL_SERVICE, LABEL_EDGES, LABEL_EDGE_COUNT, LEADS,
    LEAD_COUNT, ROUTING, AISLE_SPACING, FRONT_LENGTH, BACK_LENGTH, STOPS, BLOCK, DEPOTS,
    CARRIERS, CREWS_AT, CREW_COUNT, COUNTING, ORDERS, PARCELS, MOST_PARCELS,
    GOES_AHEAD, EACH_PART, ENDING, ROOM, LATER_AT, WAITING,
) = range(90)  # fmt: skip
STATE_SIZE = WAITING + len(ACTIVITIES)
"""From WAITING on, by activity: parcels whose first visit is queued and has not begun."""

# RESERVES
AT_CART, AT_CHECKOUT, AT_PAYMENT, NOWHERE = range(4)
# what a reservation is for, beside the three moments
RAN_OUT, AGAIN = 3, 4
# WHEN_SHORT
BACKORDER, CANCEL_LINE, CANCEL_ORDER, SPLIT = range(4)
# GOES_AHEAD
WHAT_IS_THERE, MOST_OF_IT = range(2)
# ALLOCATION
BY_PRIORITY, BY_ENTRY, BY_PROMISE, BY_UNITS = range(4)
# RELEASE
ONE_BY_ONE, WHEN_FULL, WHEN_FREE, IN_WAVES = range(4)
# GROUP_BY
ANY, BY_CLASS, BY_PICK_UP = range(3)
# ZONES
NO_ZONES, PARALLEL, PICK_AND_PASS = range(3)
# ROUTING
S_SHAPE, THERE_AND_BACK, LARGEST_GAP = range(3)
# SHORT_PICKS
PICK_AGAIN, TAKE_OUT, FOLLOWS = range(3)
# a station's discipline
FIFO, PRIORITY, DEADLINE, SHORTEST = range(4)
# a crew's preference
MOST_URGENT, HOME_FIRST, LONGEST_QUEUE = range(3)
# begun work, in the order of its names
FINISH, HANDOVER, INTERRUPT = range(3)

# whose begun work is stopped first, in the order of its names
LAST_BEGUN, LEAST_URGENT, MOST_LEFT = range(3)

# orders, links and marks[..., parcel]: first parcels, which have the number of their order, then
# further ones; what few scenarios write, or for few orders, stands last in `orders`
(
    O_SHIP_BY, O_PAYMENT_ENDS, O_PICK_SETUP, O_PICK, O_PACK, O_PACK_AGAIN, O_LABEL, O_ENDED,
    O_PAID, O_RELEASED, O_CHARGED, O_REFUNDED, O_TOUR, O_ENTERS_AT, O_ENTRY, O_LIMIT,
    O_DEADLINE, O_ARRIVES, O_LEAVES, O_LABEL_HAND, O_CANCELED, O_MADE, O_ENDS_AT, O_SINCE,
    O_RETURN_AFTER, O_UNITS, O_PACK_UNITS, O_PACK_PART, ORDER_SIZE,
) = range(29)  # fmt: skip
OF_ALL_ORDERS = O_ENTERS_AT + 1
"""The first columns of `orders`, which are written in nearly every scenario, for every order."""
(
    N_LINES, N_ENTRANCE, N_DOCKED, N_BACK, N_REQUEST, N_ANSWER, N_CAME, N_NEXT, N_BEFORE,
    N_EXPIRY, N_COUNTS, N_ORDER, N_SIBLING, N_ENDING, N_AGAIN_ROW, LINK_SIZE,
) = range(16)  # fmt: skip
(
    X_PRIORITY, X_CLASS, X_REFUSAL, X_REVIEWED, X_FRAUD, X_REWORK, X_CARRIER, X_RESTOCKABLE,
    X_OUTCOME, X_PAYS, X_TRIED, X_SHORT, X_AWAITS, X_BY_CUSTOMER, X_UNDER_WAY, X_DEALT_WITH,
    X_PURPOSE, X_ABANDONS, X_LANE, X_BY_HAND, X_OPEN_PARTS, X_RAN_OUT, X_AGAIN, X_MISSING,
    X_SEVERAL, X_COUNT_DUE, X_NUMBER, X_FURTHER, X_OPEN_ENDS, X_ENDS_AS, X_SOUGHT, X_RETURNS,
    X_PREPAID, MARK_SIZE,
) = range(34)  # fmt: skip

# lines and flags[..., line]
L_PARCEL, L_FOUND, L_BEFORE, L_NEXT, LINE_SIZE = range(5)
Z_STATE, Z_FILLED, Z_FITS, Z_MISSING, Z_REFUNDED, FLAG_SIZE = range(6)
J_RANK, J_ENTERED, RANK_SIZE = range(3)  # ranks[..., line], of those that wait
OPEN, RESERVED, WAITS, CANCELED, PICKED = range(5)

# skus[sku, ...]
(
    S_ON_HAND, S_RESERVED, S_BACKORDERED, S_ON_ORDER, S_LOW, S_HIGH, S_NEXT_LEAD,
    S_LAST_LEAD, S_QUEUED, S_HEAD, S_LAST, S_TOUCHED, S_PRICE, S_ZONE, S_STOP, S_LIST,
    S_CASE, S_MINIMUM, SKU_SIZE,
) = range(19)  # fmt: skip

# tasks[task, ...]
(
    T_STATION, T_THEN, T_FIRST, T_COUNT, T_REQUIREMENT, T_PRIORITY, T_AHEAD, T_RANK,
    T_ENTERED, T_NUMBER, T_CHILD, T_SIBLING, T_BEFORE, T_MACHINE, T_BEGINS, T_ENDS, T_TEAM,
    T_NEXT, T_ROW, T_TOUR, T_STRETCH, T_RESUMED, T_STOPPED, T_LEFT, TASK_SIZE,
) = range(25)  # fmt: skip
# paces[task, ...], floats
PACE, SPEED = range(2)
# speeds[crew, ...], floats: by activity, and then of new hires and (of the first) of walking
HIRED_SHARE, HIRED_AT, FULL_AFTER, START, OF_WALKING, SPEEDS_SIZE = (
    len(ACTIVITIES) + k for k in range(6)
)

# what follows a task
(
    THEN_REVIEWED, THEN_PICKED, THEN_TOUR, THEN_PART, THEN_PICKED_AGAIN,
    THEN_PICKED_LATER, THEN_PACKED, THEN_LABELED, THEN_INSPECTED,
) = range(9)  # fmt: skip

# floor[row, ...]: stations, crews, teams, machines and pools; their number is their row
(
    F_FREE, F_HEAD, F_COUNT, F_WORK, F_AGAIN, F_POOL, F_ACTIVITY, F_PLACE, F_DISCIPLINE,
    F_CREWS, F_CREW_COUNT, F_MACHINES, F_MACHINE_COUNT, F_PULLS,
) = range(14)  # fmt: skip
(
    C_FREE, C_INDEX, C_PLAIN, C_TEAMS, C_LAST, C_HIRES, C_STATIONS, C_STATION_COUNT,
    C_ON_CALL, C_PREFERS, C_CALLED, C_WINDOWS, C_WINDOW_COUNT, C_LEAD_TIME, C_STAY,
    C_JUDGED_EVERY, C_ABOVE_ORDERS, C_ABOVE_WORK, C_PRESENT, C_PRESENT_WINDOW, C_HOME,
) = range(21)  # fmt: skip
(
    E_CREW, E_HEADS, E_BUSY, E_GONE, E_ENDED, E_OVERTIME_SINCE, E_MAY_STOP, E_RUNNING,
    E_NEXT, E_PRESENT, E_PAYS_PAUSES, E_STINT_ENDS, E_UP_TO, E_STEP, E_ABOVE_ORDERS,
    E_ABOVE_WORK, E_WINDOW, E_BEGAN,
) = range(18)  # fmt: skip
(
    M_STATION, M_NUMBER, M_BY_USE, M_UP, M_REPAIR, M_FAILED, M_USE_LEFT, M_CAUSES, M_TASK,
    M_FREE, M_FAILS_AT,
) = range(11)  # fmt: skip
P_UNSETTLED, P_STATIONS, P_STATION_COUNT, P_CREWS, P_CREW_COUNT, P_ALIKE, P_PULL = range(7)
Y_PICK_UPS, Y_COUNT = range(2)  # of carriers
FLOOR_SIZE = 21

# slots[row, ...]: what is due in the roster
A_MOMENT, A_KIND, A_CREW, A_TEAM, A_HEADS, A_WORK, A_FIRST, A_NEXT = range(8)
JUDGE, CHECK, COME, COME_BACK, PAUSE, GO, STAYS = range(7)

# and in slots: orders that wait for a tour, by group and priority
G_KEY, G_PRIORITY, G_FIRST, G_LAST, G_COUNT, G_OFFER, G_NEXT = range(7)
SLOT_SIZE = 8

# moves[row, ...]: what was moved and for which order, or NOBODY
W_SKU, W_UNITS, W_ORDER, MOVE_SIZE = range(4)
# kinds[row]
ORDERED, RECEIVED, RESERVES_UNITS, RELEASED, PICKS = range(5)
RESTOCKED, BACKORDERED, BACKORDER_ENDED, WRITTEN_OFF = range(5, 9)

# log[row, ...]; the first column says which
K_WHAT, K_PARCEL, K_ACTIVITY, K_ROW, K_QUEUED, K_BEGAN, K_ENDED, K_SERVER, K_PLACE = range(9)
FURTHER, STRETCH, EXTRA, DOWN, TOUR = range(5)
K_CREW, K_KIND, K_BEGIN, K_END, K_HEADS, K_PAID = range(1, 7)
OVERRUN, LATE, OVERTIME = range(3)
K_AT, K_MACHINE, K_CHANGE, K_FAILURE = range(2, 6)  # of DOWN; K_PARCEL is the station

(
    _, TOUR_NUMBER, TOUR_ZONE, TOUR_LEAD, TOUR_FIRST, TOUR_COUNT, TOUR_ALL, TOUR_ALL_COUNT,
    TOUR_LINES, TOUR_UNITS, TOUR_WALK, TOUR_QUEUED, TOUR_BEGAN, TOUR_ENDED, TOUR_SERVER,
    TOUR_STOPPED, LOG_SIZE,
) = range(17)  # fmt: skip

# events[row, ...]
H_WHEN, H_NUMBER, HEAP_SIZE = range(3)
# kinds of events, the lowest bits of H_WHEN
(
    SERVED, PAID, CHECKED_OUT, CAME_IN, GAVE_UP, EXPIRED, COUNTED, CAME_BACK, ROSTER_ALARM,
    BATCH_ALARM, WAVE_COMES, FAILS, FAILS_IN_USE, REPAIRED, TAKEN_OUT, PUT_BACK, REVIEWED,
    PULL_ALARM,
) = range(18)  # fmt: skip
KIND_BITS = 5
LAST_SOON = CHECKED_OUT
"""Up to this kind they are minutes away; the others may be days."""

# outcomes that the engine gives, as in `results.outcomes.Outcome`
IN_FLIGHT, ABANDONED, OUT_OF_STOCK, DECLINED, PAYMENT_FAILED, REJECTED, EXPIRES = range(7)
DELIVERED, COMPLETED = 7, 10

FIRST_OF = {name: 3 * number for number, name in enumerate(ACTIVITIES)}
"""The row of `visits` with an activity's moments of queueing; beginnings and ends follow."""
V_INVENTORY = FIRST_OF["inventory"]
V_PICKING = FIRST_OF["picking"]
V_SHIPPING = FIRST_OF["shipping"]
A_INVENTORY = ACTIVITIES.index("inventory")
A_PICKING = ACTIVITIES.index("picking")

"""Stacks that are wrong on purpose, each in one way that was once tempting: the judge must catch them all.

A build is a change of a database function's text. `make` fails when the text that it changes is not there any more.
"""

# name -> (function, [(what stands there, what is put in its place)])
BUILDS = {
    # The row of the window is read without its lock: two batches sell the same unit.
    "no_lock": ("desk_batch", [("where c.window_id = p_window for no key update;", "where c.window_id = p_window;")]),
    # The clock is read long before the lock was waited for.
    "stale_clock": ("desk_batch", [("v_now := app_clock();", "v_now := app_clock() - interval '1.5 seconds';")]),
    # Holds end, and their units stay counted as held.
    "lost_release": ("desk_batch", [("v_held := v_held - v_released;", "")]),
    # What is judged was read by the statement that then waits for the lock: it is older than the wait.
    "lock_inside_statement": ("desk_batch", [(
        "from window_counters c where c.window_id = p_window for no key update;",
        "from (select x.*, pg_sleep(0.002) from window_counters x where x.window_id = p_window) c;\n"
        "    perform from window_counters c where c.window_id = p_window for no key update;")]),
}


def make(stack, name):
    function, changes = BUILDS[name]
    text = "\n".join(row[0] if row else "" for row in stack.sql(
        f"select pg_get_functiondef(oid) from pg_proc where proname = '{function}'"))
    for before, after in changes:
        assert text.count(before) == 1, f"{name}: {before!r} stands {text.count(before)} times in {function}"
        text = text.replace(before, after)
    stack.sql(text)

-- Recounting windows from their rows.

-- Rewrites the counters of one window from its reservations, under the desk's lock, with an audit entry; gives whether
-- anything changed. When more is held and sold than there is stock, the stock is raised to what was promised.
create or replace function ledger_repair(p_window bigint) returns boolean
language plpgsql volatile as $$
declare
    v_before record;
    v_held integer;
    v_sold integer;
begin
    select c.stock, c.held, c.sold into v_before from window_counters c where c.window_id = p_window for no key update;
    if not found then
        return false;
    end if;
    select count(*) into v_held from reservations v where v.window_id = p_window and v.status = 'reserved';
    select count(*) into v_sold from reservations v where v.window_id = p_window and v.status = 'completed';
    if (v_held, v_sold) = (v_before.held, v_before.sold) then
        return false;
    end if;
    update window_counters c
    set held = v_held, sold = v_sold, stock = greatest(c.stock, v_held + v_sold), revision = c.revision + 1
    where c.window_id = p_window;
    insert into audit_log (at, action, object_type, object_id, details)
    values (app_clock(), 'repaired', 'window', p_window, jsonb_build_object(
        'before', jsonb_build_object('stock', v_before.stock, 'held', v_before.held, 'sold', v_before.sold),
        'after', jsonb_build_object('stock', greatest(v_before.stock, v_held + v_sold), 'held', v_held, 'sold', v_sold)));
    return true;
end $$;

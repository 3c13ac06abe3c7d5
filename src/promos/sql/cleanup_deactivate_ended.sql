select deactivate_ended_promos($1::integer)

select close_ended_windows($1::integer)

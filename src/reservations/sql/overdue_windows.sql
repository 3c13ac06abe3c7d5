select w from desk_overdue_windows($1::bigint * interval '1 millisecond') w

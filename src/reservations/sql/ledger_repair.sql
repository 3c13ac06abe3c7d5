select ledger_repair($1::bigint)

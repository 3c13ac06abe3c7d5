-- Of an endpoint that is no more; unless the browser has subscribed anew meanwhile.
delete from push_subscriptions where id = $1::bigint and endpoint = $2::text

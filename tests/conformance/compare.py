"""Where two answers to the same request differ: a line each, `aspect: ours / the twin's`."""

# Different in every run, or another number on each side: only whether both have a value of the same type is compared.
OF_THE_RUN = {
    "id", "user", "owner", "store", "product", "promo", "flash_promo", "window", "store_id", "created_at", "updated_at",
    "date_joined", "opens_at", "closes_at", "reserved_until", "sent_at", "completed_at", "redeemed_at", "read_at",
    "released_at", "opens_on", "start_date", "end_date", "pickup_code", "access", "refresh", "distance", "revision", "version",
    "start_time", "end_time", "starts_on", "ends_on",
}
BY_DAY = "notifications_by_day"
HEADERS = ["allow", "www-authenticate", "content-type", "location", "idempotent-replayed", "content-disposition"]
SHOWN_MAX = 160


def kind(value):
    if isinstance(value, bool) or value is None:
        return type(value).__name__
    return "number" if isinstance(value, (int, float)) else type(value).__name__


def shown(value):
    text = repr(value)
    return text if len(text) <= SHOWN_MAX else text[:SHOWN_MAX] + "..."


def values(path, ours, theirs):
    key = path.rsplit(".", 1)[-1]
    if key in ("next", "previous") and isinstance(ours, str) and isinstance(theirs, str):
        ours, theirs = (link.split("/", 3)[3] for link in (ours, theirs))
    if isinstance(ours, dict) and isinstance(theirs, dict):
        if key == BY_DAY:
            ours, theirs = ({"day": sum(days.values())} for days in (ours, theirs))
        for name in sorted(ours.keys() | theirs.keys()):
            if name not in theirs:
                yield f"{path}.{name}: only ours, {shown(ours[name])}"
            elif name not in ours:
                yield f"{path}.{name}: only the twin's, {shown(theirs[name])}"
            else:
                yield from values(f"{path}.{name}", ours[name], theirs[name])
    elif isinstance(ours, list) and isinstance(theirs, list):
        if len(ours) != len(theirs):
            yield f"{path}: {shown(ours)} / {shown(theirs)}"
        for place, (one, other) in enumerate(zip(ours, theirs)):
            yield from values(f"{path}.{place}", one, other)
    elif key in OF_THE_RUN and not path.startswith("error") and kind(ours) == kind(theirs):
        return
    elif ours != theirs or kind(ours) != kind(theirs):
        yield f"{path}: {shown(ours)} / {shown(theirs)}"


def header(name, answer):
    value = answer.headers.get(name)
    if value is None:
        return None
    if name == "allow":
        return ", ".join(sorted(value.replace(" ", "").split(",")))
    if name == "content-type":
        return value.split(";")[0]
    return value


def differences(ours, theirs):
    if ours.status != theirs.status:
        yield f"status: {ours.status} {shown(ours.text)} / {theirs.status} {shown(theirs.text)}"
        return
    for name in HEADERS:
        one, other = header(name, ours), header(name, theirs)
        # DRF sends Allow with every answer; ours where it tells something.
        if one != other and not (name == "allow" and one is None and ours.status != 405):
            yield f"header {name}: {shown(one)} / {shown(other)}"
    if ours.body is None or theirs.body is None:
        if ours.text != theirs.text:
            yield f"text: {shown(ours.text)} / {shown(theirs.text)}"
        return
    yield from values("error" if ours.status >= 400 else "body", ours.body, theirs.body)

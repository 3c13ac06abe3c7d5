"""Whether every route of the product is asked for, or listed here as one that the twin does not have."""

import re

# What no Django team would write with Django alone, or what only our own pages ask for.
NOT_IN_THE_TWIN = {
    "/api/config/", "/api/live/", "/api/schema/", "/api/flash-promos/preview/", "/api/notifications/push/",
    "/api/notifications/push/{id}/", "/api/products/{id}/image/", "/api/stores/{id}/products/import/",
    "/api/stores/{id}/redeem/", "/api/stores/{id}/sales/", "/api/stores/{id}/sales/export/",
}


def uncovered(schema, requests):
    asked = {(request.method.lower(), re.sub(r"\{[a-z_]+\}|\b\d+\b", "{id}", request.path.split("?")[0])) for request in requests}
    for path, verbs in schema["paths"].items():
        if path not in NOT_IN_THE_TWIN and path.startswith("/api/"):
            for verb in {"get", "post", "put", "patch", "delete"} & verbs.keys():
                if (verb, path) not in asked:
                    yield f"nothing asks for {verb.upper()} {path}"
    for path in NOT_IN_THE_TWIN - schema["paths"].keys():
        yield f"listed as not in the twin, but no route: {path}"

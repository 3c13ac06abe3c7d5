"""The main job through the published port: a merchant publishes, a shopper is told, reserves and completes."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
import uuid

from stack import wait_for

LATITUDE, LONGITUDE = 6.25, -75.57
PASSWORD = "a-good-one-42"


class Shop:
    def __init__(self, stack):
        self.stack = stack
        name = uuid.uuid4().hex[:10]
        self.owner = self.register(f"owner-{name}")
        self.shopper = self.register(f"shopper-{name}", latitude=LATITUDE, longitude=LONGITUDE)
        self.store = stack.expect(201, "POST", "/api/stores/", {
            "name": f"Cafe {name}", "latitude": LATITUDE, "longitude": LONGITUDE, "address": "Calle 10",
            "time_zone": "UTC"}, self.owner["access"])
        self.product = stack.expect(201, "POST", "/api/products/", {
            "store": self.store["id"], "name": "Coffee", "original_price": "20.00"}, self.owner["access"])

    def register(self, username, **fields):
        return self.stack.expect(201, "POST", "/api/users/register/", {
            "username": username, "email": f"{username}@example.com", "password": PASSWORD,
            "password_confirm": PASSWORD, **fields})

    def token(self, user_id, seconds=3600):
        """An access token, minted as the stack itself would."""
        def part(data):
            return base64.urlsafe_b64encode(json.dumps(data, separators=(",", ":")).encode()).rstrip(b"=")
        now = int(time.time())
        text = part({"alg": "HS256", "typ": "JWT"}) + b"." + part({
            "token_type": "access", "exp": now + seconds, "iat": now, "jti": uuid.uuid4().hex, "user_id": user_id})
        mac = hmac.new(self.stack.env["SECRET_KEY"].encode(), text, hashlib.sha256).digest()
        return (text + b"." + base64.urlsafe_b64encode(mac).rstrip(b"=")).decode()

    def add_users(self, count):
        """Users nearby without a usable password; {id: token}."""
        rows = self.stack.sql(f"""
            insert into users (username, email, password_hash, user_type, daily_cap, location)
            select '{uuid.uuid4().hex[:8]}-' || n, '', '!', 'new', 1000,
                   st_setsrid(st_makepoint({LONGITUDE}, {LATITUDE}), 4326)::geography
            from generate_series(1, {count}) n returning id""")
        return {int(row[0]): self.token(int(row[0])) for row in rows if row[0].isdigit()}

    def publish(self, stock=5, hold_seconds=120, radius_m=2000):
        """A promo whose window is open now."""
        now = time.time() - 1
        start, end = (time.strftime("%H:%M:%S", time.gmtime(at)) for at in (now, now + 3600))
        day = time.strftime("%Y-%m-%d", time.gmtime(now))
        promo = self.stack.expect(201, "POST", "/api/flash-promos/", {
            "product": self.product["id"], "promo_price": "9.90", "start_time": start, "end_time": end,
            "starts_on": day, "ends_on": day, "stock": stock, "hold_seconds": hold_seconds, "radius_m": radius_m},
            self.owner["access"])
        path = f"/api/flash-promos/live/?near={LATITUDE},{LONGITUDE}&page_size=100"
        wait_for("the promo is live", lambda: any(
            each["id"] == promo["id"] for each in self.stack.expect(200, "GET", path)["results"]), 20)
        return promo

    def buy(self, promo):
        """Reserves and completes, whatever is in the way for a moment; the reservation."""
        path = f"/api/flash-promos/{promo['id']}/reserve/"
        body = {"latitude": LATITUDE, "longitude": LONGITUDE}
        held = self._until_answered(path, body)
        assert held["status"] == "reserved", held
        done = self._until_answered(f"/api/product-reservations/{held['id']}/complete/", {})
        assert done["pickup_code"], done
        return done

    def _until_answered(self, path, body, seconds=30):
        answers = []

        def asked():
            try:
                answers.append(self.stack.request("POST", path, body, self.shopper["access"]))
            except OSError as failed:
                answers.append((0, str(failed)))
            return answers[-1][0] in (200, 201)

        wait_for(f"POST {path}", asked, seconds, every=0.2)
        return answers[-1][1]

    def wait_for_notice(self, promo, seconds=30):
        """Until the shopper's inbox has the promo; the notice."""
        def found():
            try:
                status, page = self.stack.request("GET", "/api/notifications/", token=self.shopper["access"])
            except OSError:
                return None
            if status != 200:
                return None
            return next((each for each in page["results"] if each["flash_promo"] == promo["id"]), None)
        return wait_for(f"a notice of promo {promo['id']}", found, seconds, every=0.2)

    def play(self):
        """The whole story with one shopper."""
        promo = self.publish()
        notice = self.wait_for_notice(promo)
        assert notice["delivery_status"] == "delivered", notice
        self.buy(promo)
        return promo

    def race(self, promo, tokens, connections=64):
        """Everyone in `tokens` reserves at once; {user: (status, answer)}."""
        return asyncio.run(_race(f"/api/flash-promos/{promo['id']}/reserve/", tokens, connections))


async def _post(path, token):
    reader, writer = await asyncio.open_connection("127.0.0.1", 8000)
    try:
        body = json.dumps({"latitude": LATITUDE, "longitude": LONGITUDE})
        writer.write((f"POST {path} HTTP/1.1\r\nHost: localhost:8000\r\nAuthorization: Bearer {token}\r\n"
                      f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
                      f"{body}").encode())
        head, _, text = (await reader.read()).partition(b"\r\n\r\n")
        return int(head.split()[1]), json.loads(text) if text.startswith(b"{") else text.decode(errors="replace")
    finally:
        writer.close()


async def _race(path, tokens, connections):
    answers = {}
    waiting = list(tokens.items())

    async def work():
        while waiting:
            user, token = waiting.pop()
            answers[user] = await asyncio.wait_for(_post(path, token), 30)

    await asyncio.gather(*(work() for _ in range(connections)))
    return answers

import { randomUUID } from 'node:crypto';

/** In the middle of nowhere in particular: every shopper of a test stands here. */
export const PLACE = { latitude: 6.2442, longitude: -75.5812 };

interface Made {
  id: number;
}

/** Somebody with a session, who calls the API. */
export class Person {
  readonly username: string;
  readonly email: string;
  readonly password = `e2e ${randomUUID()}`;
  readonly #url: string;
  #access = '';

  private constructor(url: string, role: string) {
    this.#url = url;
    this.username = `${role}-${randomUUID().slice(0, 8)}`;
    this.email = `${this.username}@example.com`;
  }

  static async register(url: string, role: string): Promise<Person> {
    const person = new Person(url, role);
    const { access } = await person.post<{ access: string }>('/api/users/register/', {
      username: person.username,
      email: person.email,
      password: person.password,
      password_confirm: person.password,
      ...PLACE,
    });
    person.#access = access;
    return person;
  }

  get<T>(path: string): Promise<T> {
    return this.#call('GET', path);
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return this.#call('POST', path, body);
  }

  patch<T>(path: string, body: unknown): Promise<T> {
    return this.#call('PATCH', path, body);
  }

  async #call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        ...(this.#access && { Authorization: `Bearer ${this.#access}` }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
}

const timeOfDay = (at: number): string => new Date(at).toISOString().slice(11, 19);

/** A merchant's promo of a loaf of bread, which opens in some seconds and stays open for an hour. */
export const publish = async (merchant: Person, opensInSeconds: number, fields: object = {}): Promise<number> => {
  const store = await merchant.post<Made>('/api/stores/', { name: 'Corner Bakery', time_zone: 'UTC', ...PLACE });
  const product = await merchant.post<Made>('/api/products/', {
    store: store.id,
    name: 'Sourdough loaf',
    original_price: '10.00',
  });
  const opens = Date.now() + opensInSeconds * 1000;
  const promo = await merchant.post<Made>('/api/flash-promos/', {
    product: product.id,
    promo_price: '6.00',
    // Without it: the day on which the server reads this, which may be the next.
    starts_on: new Date(opens).toISOString().slice(0, 10),
    start_time: timeOfDay(opens),
    end_time: timeOfDay(opens + 3_600_000),
    stock: 5,
    ...fields,
  });
  return promo.id;
};

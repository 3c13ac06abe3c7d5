import { beforeEach, expect, test, vi } from 'vitest';

type Answer = [status: number, body: unknown];

const answers = new Map<string, (headers: Headers) => Answer>();
const asked: string[] = [];

const json = ([status, body]: Answer): Response => new Response(JSON.stringify(body), { status });

/** A browser that starts: nothing in memory, what was stored is there. */
const freshSession = async (stored: Record<string, string> = {}): Promise<typeof import('./session.ts')> => {
  vi.resetModules();
  answers.clear();
  asked.length = 0;
  const kept = new Map(Object.entries(stored));
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  vi.stubGlobal('navigator', { languages: ['es-CO', 'en'] });
  vi.stubGlobal('fetch', (path: string, { headers }: { headers: Headers }) => {
    asked.push(path);
    return Promise.resolve(json(answers.get(path)?.(headers) ?? [404, {}]));
  });
  return import('./session.ts');
};

const user = { id: 3, username: 'ana' };

beforeEach(() => vi.unstubAllGlobals());

test('who was never here is anonymous from the start', async () => {
  const session = await freshSession();
  expect(session.currentSession()).toEqual({ state: 'anonymous' });
  expect(asked).toEqual([]);
});

test('a session is taken up again, in the browser’s language', async () => {
  const session = await freshSession({ 'signed-in': '1' });
  answers.set('/api/token/refresh/', () => [200, { access: 'one' }]);
  answers.set('/api/users/profile/', (headers) =>
    headers.get('Authorization') === 'Bearer one' && headers.get('Accept-Language') === 'es' ? [200, user] : [401, {}],
  );
  await session.restoreSession();
  expect(session.currentSession()).toEqual({ state: 'signed_in', user });
});

test('calls whose token has run out are made again, with one new token for all', async () => {
  const session = await freshSession();
  answers.set('/api/auth/login/', () => [200, { access: 'old', user }]);
  answers.set('/api/token/refresh/', () => [200, { access: 'new' }]);
  answers.set('/api/stores/1/', (headers) =>
    headers.get('Authorization') === 'Bearer new' ? [200, { id: 1 }] : [401, { detail: 'No.' }],
  );
  await session.signIn('ana', 'secret');
  const all = await Promise.all([1, 2, 3].map(() => session.call('/api/stores/1/')));
  expect(all).toEqual([{ id: 1 }, { id: 1 }, { id: 1 }]);
  expect(asked.filter((path) => path === '/api/token/refresh/')).toHaveLength(1);
});

test('whoever was signed out elsewhere is a visitor', async () => {
  const session = await freshSession();
  answers.set('/api/auth/login/', () => [200, { access: 'old', user }]);
  answers.set('/api/token/refresh/', () => [401, { detail: 'Token is blacklisted', code: 'token_not_valid' }]);
  answers.set('/api/stores/1/', () => [401, { detail: 'No.' }]);
  await session.signIn('ana', 'secret');
  await expect(session.call('/api/stores/1/')).rejects.toThrow('unauthenticated');
  expect(session.currentSession()).toEqual({ state: 'anonymous' });
});

test('signing out ends it here even when the server cannot be told', async () => {
  const session = await freshSession();
  answers.set('/api/auth/login/', () => [200, { access: 'old', user }]);
  answers.set('/api/auth/logout/', () => [503, {}]);
  await session.signIn('ana', 'secret');
  await expect(session.signOut()).rejects.toThrow();
  expect(session.currentSession()).toEqual({ state: 'anonymous' });
  expect(session.accessToken()).toBeUndefined();
});

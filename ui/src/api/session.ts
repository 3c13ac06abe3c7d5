import { failureOf } from './errors.ts';
import { send, sendForFile, type Call } from './http.ts';
import type { User } from './types.ts';

export type Session =
  /** Not known yet whether a refresh token is there. */
  { state: 'unknown' } | { state: 'anonymous' } | { state: 'signed_in'; user: User };

interface Tokens {
  access: string;
}

interface Opened extends Tokens {
  user: User;
}

export interface Registration {
  username: string;
  email: string;
  password: string;
  password_confirm: string;
  latitude?: number;
  longitude?: number;
}

/** That this browser has a refresh token, which no script can see: saves asking for it in vain at each visit. */
const REMEMBERED = 'signed-in';

let session: Session = { state: localStorage.getItem(REMEMBERED) === null ? 'anonymous' : 'unknown' };
/** In memory alone: what is stored can be stolen. */
let access: string | undefined;
let refreshing: Promise<void> | undefined;
const listeners = new Set<() => void>();

const become = (next: Session): void => {
  session = next;
  if (next.state === 'anonymous') {
    access = undefined;
    localStorage.removeItem(REMEMBERED);
  } else if (next.state === 'signed_in') {
    localStorage.setItem(REMEMBERED, '1');
  }
  for (const listener of listeners) listener();
};

export const currentSession = (): Session => session;
export const accessToken = (): string | undefined => access;

export const onSessionChange = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const renew = async (): Promise<void> => {
  ({ access } = await send<Tokens>('/api/token/refresh/', { method: 'POST', body: {} }));
};

/** One at a time: each use replaces the refresh token. */
export const refreshAccess = (): Promise<void> => {
  refreshing ??= renew().finally(() => (refreshing = undefined));
  return refreshing;
};

/** Makes a call with the session's token, which is renewed once when the server refuses it. */
const withToken = async <T>(make: (token: string | undefined) => Promise<T>): Promise<T> => {
  try {
    return await make(access);
  } catch (thrown) {
    if (access === undefined || failureOf(thrown).kind !== 'unauthenticated') throw thrown;
  }
  try {
    await refreshAccess();
  } catch (thrown) {
    if (failureOf(thrown).kind === 'unauthenticated') become({ state: 'anonymous' });
    throw thrown;
  }
  return make(access);
};

export const call = <T>(path: string, options: Call = {}): Promise<T> =>
  withToken((token) => send<T>(path, { ...options, accessToken: token }));

export const callForFile = (path: string): Promise<Blob> =>
  withToken((token) => sendForFile(path, { accessToken: token }));

/** Takes up the session that this browser had, if it still holds. */
export const restoreSession = async (): Promise<void> => {
  try {
    await refreshAccess();
    become({ state: 'signed_in', user: await call<User>('/api/users/profile/') });
  } catch (thrown) {
    const { kind } = failureOf(thrown);
    if (kind === 'unauthenticated' || kind === 'fields') become({ state: 'anonymous' });
    else throw thrown;
  }
};

const open = async (path: string, body: unknown): Promise<void> => {
  const opened = await send<Opened>(path, { method: 'POST', body });
  access = opened.access;
  become({ state: 'signed_in', user: opened.user });
};

export const signIn = (username: string, password: string): Promise<void> =>
  open('/api/auth/login/', { username, password });

export const signUp = (wanted: Registration): Promise<void> => open('/api/users/register/', wanted);

/** Ends here in any case; the server is told if it can be. */
export const signOut = async (): Promise<void> => {
  try {
    await call('/api/auth/logout/', { method: 'POST', body: {} });
  } finally {
    become({ state: 'anonymous' });
  }
};

export const changeProfile = async (change: Partial<User>): Promise<void> => {
  become({ state: 'signed_in', user: await call<User>('/api/users/profile/', { method: 'PATCH', body: change }) });
};

/** Ends all sessions of the account, and begins one anew here. */
export const changePassword = async (old: string, wanted: string): Promise<void> => {
  const before = session;
  await call('/api/users/password/change/', { method: 'POST', body: { old_password: old, new_password: wanted } });
  if (before.state === 'signed_in') await signIn(before.user.username, wanted);
};

/** Empties the account of who is signed in, for good. */
export const eraseAccount = async (password: string): Promise<void> => {
  await call('/api/users/profile/erase/', { method: 'POST', body: { password } });
  become({ state: 'anonymous' });
};

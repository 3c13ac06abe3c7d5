import { notices, readConfig } from '../../api/endpoints.ts';
import { currentSession, onSessionChange } from '../../api/session.ts';
import { queryClient } from './queries.ts';

/** Whether this browser shows notices while no page of ours is open. */
export type PushState = 'unsupported' | 'blocked' | 'off' | 'on';

/** The server's id of this browser's subscription, while there is one. */
const KEPT = 'push-subscription';

const isSupported = (): boolean => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

const subscribed = async (): Promise<PushSubscription | null> =>
  (await (await navigator.serviceWorker.getRegistration())?.pushManager.getSubscription()) ?? null;

export const pushState = async (): Promise<PushState> => {
  if (!isSupported()) return 'unsupported';
  if (Notification.permission === 'denied') return 'blocked';
  return (await subscribed()) && localStorage.getItem(KEPT) !== null ? 'on' : 'off';
};

const tell = async (subscription: PushSubscription): Promise<void> => {
  const { id } = await notices.addBrowser(subscription.toJSON());
  localStorage.setItem(KEPT, String(id));
};

/** Asks for consent if it was never given. */
export const startPush = async (): Promise<void> => {
  if ((await Notification.requestPermission()) !== 'granted') return;
  const { web_push_public_key: applicationServerKey } = await readConfig();
  const { pushManager } = await navigator.serviceWorker.ready;
  await tell(await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }));
};

/** Ends it in this browser alone. */
export const forgetPush = async (): Promise<void> => {
  localStorage.removeItem(KEPT);
  if (isSupported()) await (await subscribed())?.unsubscribe();
};

/** Whoever uses this browser next is not shown the notices of who used it before. */
export const stopPush = async (): Promise<void> => {
  const id = localStorage.getItem(KEPT);
  await forgetPush();
  if (id !== null) await notices.removeBrowser(Number(id));
};

/** A browser may replace its subscription by itself: at each visit the server is told what it is now. */
const renew = async (): Promise<void> => {
  if (!isSupported() || localStorage.getItem(KEPT) === null) return;
  const subscription = await subscribed();
  if (subscription) await tell(subscription);
};

/** A notice that opened this page was read. */
const readPushed = async (): Promise<void> => {
  const id = Number(new URLSearchParams(location.search).get('notice'));
  if (!(id > 0)) return;
  history.replaceState(history.state, '', location.pathname);
  await notices.read(id);
  await queryClient.invalidateQueries({ queryKey: ['unread'] });
};

export const keepPush = (): (() => void) =>
  onSessionChange(() => {
    if (currentSession().state !== 'signed_in') return;
    // What is missed is made up for by the next visit.
    void renew().catch(() => undefined);
    void readPushed().catch(() => undefined);
  });

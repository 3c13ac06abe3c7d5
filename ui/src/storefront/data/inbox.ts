import { useInfiniteQuery, useQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';

import { notices } from '../../api/endpoints.ts';
import type { Notice, Page } from '../../api/types.ts';
import { usePollMs } from '../../kit/usePollMs.ts';
import { useUser } from '../../kit/useSession.ts';
import { queryClient } from './queries.ts';

type Inbox = InfiniteData<Page<Notice>, number>;

const KEY = ['inbox'];

export const useInbox = (): UseInfiniteQueryResult<Inbox> =>
  useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam }) => notices.page(pageParam),
    initialPageParam: 1,
    getNextPageParam: ({ next }, pages) => (next === null ? undefined : pages.length + 1),
    enabled: useUser() !== undefined,
    refetchInterval: usePollMs(),
  });

export const noticesOf = (inbox: Inbox | undefined): Notice[] => {
  const all = inbox?.pages.flatMap(({ results }) => results) ?? [];
  // What arrives between two pages is on both.
  return [...new Map(all.map((notice) => [notice.id, notice])).values()];
};

const change = (edit: (page: Page<Notice>, index: number) => Page<Notice>): void => {
  queryClient.setQueryData<Inbox>(KEY, (inbox) => inbox && { ...inbox, pages: inbox.pages.map(edit) });
};

const UNREAD = ['unread'];

/** How many notices wait to be read. */
export const useUnread = (): number =>
  useQuery({
    queryKey: UNREAD,
    queryFn: async () => (await notices.unread()).count,
    enabled: useUser() !== undefined,
    refetchInterval: usePollMs(),
  }).data ?? 0;

const changeUnread = (edit: (count: number) => number): void => {
  queryClient.setQueryData<number>(UNREAD, (count) => (count === undefined ? undefined : edit(count)));
};

/** The stream may tell a notice again after it was interrupted. */
const told = new Set<number>();

/** False when it was there already. */
export const addNotice = (notice: Notice): boolean => {
  const known = noticesOf(queryClient.getQueryData<Inbox>(KEY)).some(({ id }) => id === notice.id);
  if (known || told.has(notice.id)) return false;
  told.add(notice.id);
  if (notice.read_at === null) changeUnread((count) => count + 1);
  change((page, index) =>
    index === 0 ? { ...page, results: [notice, ...page.results], count: page.count + 1 } : page,
  );
  return true;
};

/** Shown as read at once; should the server not hear of it, it is unread again at the next visit. */
export const markRead = async (notice: Notice): Promise<void> => {
  if (notice.read_at !== null) return;
  const read = { ...notice, read_at: new Date().toISOString() };
  change((page) => ({ ...page, results: page.results.map((one) => (one.id === notice.id ? read : one)) }));
  changeUnread((count) => Math.max(0, count - 1));
  await notices.read(notice.id);
};

export const markAllRead = async (): Promise<void> => {
  const read_at = new Date().toISOString();
  change((page) => ({ ...page, results: page.results.map((one) => ({ ...one, read_at: one.read_at ?? read_at })) }));
  changeUnread(() => 0);
  await notices.readAll();
};

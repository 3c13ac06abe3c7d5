import { onLiveEvent } from '../../api/live.ts';
import { NUMBERS, PROMOS, queryClient } from './queries.ts';

/** Sales come in bursts: the numbers are asked for at once, then at most this often. */
const REFRESH_MS = 500;

let waiting: ReturnType<typeof setTimeout> | undefined;
let again = false;

const refreshNumbers = (): void => {
  again = waiting !== undefined;
  if (again) return;
  void queryClient.invalidateQueries({ queryKey: NUMBERS });
  waiting = setTimeout(() => {
    waiting = undefined;
    if (again) refreshNumbers();
  }, REFRESH_MS);
};

/** Lets what the stream tells change what is shown. */
export const followLive = (): (() => void) =>
  onLiveEvent((event) => {
    if (event.name === 'hello' && !event.resumed) void queryClient.invalidateQueries();
    if (event.name === 'stock' || event.name === 'window') refreshNumbers();
    if (event.name === 'window') void queryClient.invalidateQueries({ queryKey: PROMOS });
  });
